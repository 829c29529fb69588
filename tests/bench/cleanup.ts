const undoes: (() => void | Promise<void>)[] = [];

/** Remembers how to undo something; the last one done is undone first. */
export function onCleanup(undo: () => void | Promise<void>): void {
  undoes.push(undo);
}

let cleaning: Promise<void> | undefined;

/** Undoes everything, once, whoever asks for it; the rest is undone also when a part fails. */
export function cleanUp(): Promise<void> {
  cleaning ??= undoAll();
  return cleaning;
}

async function undoAll(): Promise<void> {
  for (let undo = undoes.pop(); undo !== undefined; undo = undoes.pop()) {
    try {
      await undo();
    } catch (error) {
      console.error('Something could not be cleaned up:', error);
    }
  }
}

/** Cleans up and ends on Ctrl-C, on a request to stop, after a crash, and when the time is over. */
export function endInTime(limitMinutes: number): void {
  const end = (why: string) => {
    console.error(why);
    void cleanUp().finally(() => process.exit(1));
  };
  // Ctrl-C arrives twice, from the terminal and from npm.
  process.once('SIGINT', () => end('Interrupted.'));
  process.on('SIGINT', () => undefined);
  process.once('SIGTERM', () => end('Stopped.'));
  process.once('uncaughtException', (error) => end(error.stack ?? error.message));
  const limitMs = limitMinutes * 60_000;
  setTimeout(() => end(`Not done within ${limitMinutes} minutes.`), limitMs).unref();
}

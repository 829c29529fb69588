import { vi } from 'vitest';
import type { Crash, Engine, Note, Play, SeenEnd } from '#tests/conformance/play.ts';

export interface Performance {
  ends: SeenEnd[];
  notes: string[];
}

/** What was noted, by play. */
export function notebook(): { note: Note; of: (play: string) => string[] } {
  const notes = new Map<string, string[]>();
  const of = (play: string) => {
    const found = notes.get(play) ?? [];
    notes.set(play, found);
    return found;
  };
  return { of, note: (event, text) => void of((event.data as { play: string }).play).push(text) };
}

/** Performs a play once with an engine that has its functions; waits until all its runs are over. */
export async function perform(
  engine: Engine,
  play: Play,
  notesOf: (play: string) => string[],
  crash?: Crash,
): Promise<Performance> {
  const id = crypto.randomUUID();
  const data = { ...play.data, play: id, ...(crash === undefined ? {} : { crash }) };
  await engine.client.send({ name: play.begins, data });
  const sending = new AbortController();
  const sent = Promise.all((play.then ?? []).map((one) => keepSending(one, sending.signal)));
  try {
    const expected = Object.values(play.ends).flat().length;
    const ends = await vi.waitFor(
      async () => {
        const seen = await engine.endsOf(id);
        const unfinished = await engine.unfinishedOf(id);
        if (seen.length < expected || unfinished > 0) {
          throw new Error(`${play.name}: ${JSON.stringify(seen)}, ${notesOf(id).join()}`);
        }
        return seen;
      },
      { timeout: 15_000, interval: 25 },
    );
    return { ends, notes: notesOf(id) };
  } finally {
    sending.abort();
    await sent;
  }

  async function keepSending(
    { after, event, data: more }: NonNullable<Play['then']>[number],
    signal: AbortSignal,
  ): Promise<void> {
    while (!signal.aborted) {
      if (notesOf(id).includes(after)) {
        await engine.client.send({ name: event, data: { about: id, ...more } });
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

import { setTimeout as delay } from 'node:timers/promises';
import { vi } from 'vitest';
import type {
  Crash,
  Engine,
  FurtherEvent,
  Note,
  Play,
  SeenEnd,
  TimerPlay,
} from '#tests/conformance/play.ts';

export interface Performance {
  id: string;
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
  const playOf = ({ play, cron }: { play?: string; cron?: string }) => play ?? cron ?? '';
  return { of, note: (event, text) => void of(playOf(event.data ?? {})).push(text) };
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
  for (const [index, more] of (play.sends ?? [{}]).entries()) {
    const key = index === 0 ? { id } : {};
    if (index > 0) await delay(engine.patience.betweenSendsMs);
    await engine.client.send({ ...key, name: play.begins, data: { ...data, ...more } });
  }
  const sending = new AbortController();
  const sent = Promise.all((play.then ?? []).map((one) => keepSending(one, sending.signal)));
  try {
    const expected = Object.values(play.ends).flat().length;
    const ends = await vi.waitFor(
      async () => {
        const seen = await engine.endsOf(id);
        if (seen.length < expected || (await engine.unfinishedOf(id)) > 0) {
          throw new Error(`${play.name}: ${JSON.stringify(seen)}, ${notesOf(id).join()}`);
        }
        return seen;
      },
      { timeout: engine.patience.playMs, interval: engine.patience.lookMs },
    );
    return { id, ends, notes: notesOf(id) };
  } finally {
    sending.abort();
    await sent;
  }

  async function keepSending(
    { after, event, data: more, isOnce }: FurtherEvent,
    signal: AbortSignal,
  ): Promise<void> {
    while (!signal.aborted) {
      if (notesOf(id).includes(after)) {
        const about = isOnce === true ? { ...data, ...more } : { about: id, ...more };
        const key = isOnce === true ? { id: `${id} ${JSON.stringify(more)}` } : {};
        await engine.client.send({ name: event, data: about, ...key });
        if (isOnce === true) return;
      }
      await delay(2 * engine.patience.lookMs);
    }
  }
}

/** Waits for a timer to go off and for its runs to end; with an engine that cannot hurry, a minute. */
export async function performTimer(
  engine: Engine,
  { name, cron }: TimerPlay,
  notesOf: (play: string) => string[],
): Promise<Performance> {
  const ends = await vi.waitFor(
    async () => {
      await engine.hurryTimers?.();
      const seen = await engine.endsOf(cron);
      if (seen.length === 0) throw new Error(`${name}: it has not gone off`);
      return seen;
    },
    { timeout: engine.patience.playMs, interval: 500 },
  );
  return { id: cron, ends, notes: notesOf(cron) };
}

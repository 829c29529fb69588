import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '#db/testing/database.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import { embeddedEngine } from '#tests/conformance/embedded-engine.ts';
import type { Performance } from '#tests/conformance/perform.ts';
import { longestPlayMs, notebook, perform, performTimer } from '#tests/conformance/perform.ts';
import type { Crash, End, Play, SeenEnd } from '#tests/conformance/play.ts';
import { eventPlays } from '#tests/conformance/plays/events.ts';
import { failurePlays } from '#tests/conformance/plays/failures.ts';
import { flowPlays } from '#tests/conformance/plays/flow-control.ts';
import { gatheringPlays } from '#tests/conformance/plays/gathering.ts';
import { stepPlays } from '#tests/conformance/plays/steps.ts';
import { timerPlays } from '#tests/conformance/plays/timers.ts';

const engine = embeddedEngine;
const plays = [...stepPlays, ...failurePlays, ...eventPlays, ...flowPlays, ...gatheringPlays];
const book = notebook();
/** No run of these plays is called as often. */
const boundaries = Array.from({ length: 8 }, (_, at) => at);

/** An engine may note a start a little before or after it lets it pass. */
const clockErrorMs = 50;

let database: TestDatabase;
beforeAll(async () => {
  database = await useOwnDatabase();
  const all = [...plays, ...timerPlays];
  await engine.start(all.flatMap((play) => play.functions({ ...engine, note: book.note })));
});
afterAll(async () => {
  await engine.stop();
  await database.drop();
});

describe(`functions on ${engine.name}`, { timeout: longestPlayMs + 10_000 }, () => {
  test.concurrent.each(plays.map((play) => [play.name, play] as const))('%s', async (_, play) => {
    const seen = await perform(engine, play, book.of);
    expectEnds(play, seen);
    expect(inOrder(play, seen.notes)).toEqual(inOrder(play, play.notes));
  });

  test.concurrent.each(timerPlays.map((play) => [play.name, play] as const))(
    '%s',
    async (_, play) => {
      const { ends, notes } = await performTimer(engine, play, book.of);
      // A slow engine may come to its next time before anybody looks.
      for (const end of ends) expect(end).toMatchObject(play.end);
      expect(notes.slice(0, play.notes.length)).toEqual(play.notes);
    },
  );

  test.concurrent.each(plays.map((play) => [play.name, play] as const))(
    'broken off once a result is written, nothing is done twice: %s',
    (_, play) => performBroken(play, 'before', 0),
  );

  test.concurrent.each(plays.map((play) => [play.name, play] as const))(
    'broken off before a result is written, only that call is repeated: %s',
    (_, play) => performBroken(play, 'after', 1),
  );
});

/** At every boundary between calls at once, each in a run of its own. */
async function performBroken(play: Play, side: Crash['side'], repeats: number): Promise<void> {
  await Promise.all(
    boundaries.map(async (at) => {
      const seen = await perform(engine, play, book.of, { at, side });
      expectEnds(play, seen);
      const broken = { ...play, isUnordered: play.isUnordered ?? play.isOrderOfRuns };
      const distinct = [...new Set(seen.notes)];
      expect(inOrder(broken, distinct)).toEqual(inOrder(broken, play.notes));
      // Each function of a play breaks off for itself, and so may each step beside another.
      const runs = Object.values(play.ends).flat().length;
      const most = repeats * (broken.isUnordered === true ? play.notes.length : runs);
      expect(seen.notes.length - distinct.length).toBeLessThanOrEqual(most);
    }),
  );
}

function expectEnds(play: Play, { ends }: Performance): void {
  const expected = Object.entries(play.ends).flatMap(([functionId, end]) =>
    [end].flat().map((one: End) => ({ functionId, ...one })),
  );
  const byName = <T extends { functionId: string }>(list: T[]) =>
    list.toSorted((a, b) => a.functionId.localeCompare(b.functionId));
  expect(byName(ends)).toMatchObject(byName(expected));
  expect(ends).toHaveLength(expected.length);
  expectApart(play, ends);
}

function expectApart({ apartMs = 0 }: Play, ends: SeenEnd[]): void {
  const starts = ends.flatMap(({ startedMs }) => startedMs ?? []).toSorted((a, b) => a - b);
  const gaps = starts.slice(1).map((start, index) => start - (starts[index] ?? 0));
  expect(gaps.filter((gap) => gap < apartMs - clockErrorMs)).toEqual([]);
}

function inOrder(play: Play, notes: string[]): string[] {
  return play.isUnordered === true ? notes.toSorted() : notes;
}

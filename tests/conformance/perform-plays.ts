import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '#db/testing/database.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import type { Performance } from '#tests/conformance/perform.ts';
import { notebook, perform, performTimer } from '#tests/conformance/perform.ts';
import type { Crash, End, Engine, Play, SeenEnd } from '#tests/conformance/play.ts';
import { errorPlays } from '#tests/conformance/plays/errors.ts';
import { eventPlays } from '#tests/conformance/plays/events.ts';
import { failurePlays } from '#tests/conformance/plays/failures.ts';
import { flowPlays } from '#tests/conformance/plays/flow-control.ts';
import { gatheringPlays } from '#tests/conformance/plays/gathering.ts';
import { parallelPlays } from '#tests/conformance/plays/parallel.ts';
import { stepPlays } from '#tests/conformance/plays/steps.ts';
import { timerPlays } from '#tests/conformance/plays/timers.ts';
import { valuePlays } from '#tests/conformance/plays/values.ts';
import { waitPlays } from '#tests/conformance/plays/waits.ts';

const plays = [
  ...[...stepPlays, ...failurePlays, ...eventPlays],
  ...[...parallelPlays, ...errorPlays, ...waitPlays, ...valuePlays],
  ...[...flowPlays, ...gatheringPlays],
];
/** Of a run with more results, only the first are broken off. */
const mostBoundaries = 8;

/** Has an engine perform all plays, as they are and broken off, as tests of the file that calls. */
export function performPlays(engine: Engine): void {
  const book = notebook();
  const performWhole = remembered((play) => perform(engine, play, book.of));
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

  const performBroken = async (play: Play, how: { side: Crash['side']; repeats: number }) => {
    const places = boundariesIn(engine, await performWhole(play));
    await breakOffEach(engine, book.of, play, { places, ...how });
  };
  const brokenTest = test.skipIf(!engine.canBreakOff);
  // Of a play and of what is broken off of it, one after the other.
  const timeout = 2 * engine.patience.playMs + 10_000;

  describe(`functions on ${engine.name}`, { timeout }, () => {
    test.concurrent.each(plays.map((play) => [play.name, play] as const))('%s', async (_, play) => {
      const seen = await performWhole(play);
      expectEnds(engine, play, seen);
      const told = engine.keepsOrderOfRuns ? play : withoutOrderOfRuns(play);
      expect(inOrder(told, seen.notes)).toEqual(inOrder(told, play.notes));
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

    brokenTest.concurrent.each(plays.map((play) => [play.name, play] as const))(
      'broken off once a result is written, nothing is done twice: %s',
      (_, play) => performBroken(play, { side: 'before', repeats: 0 }),
    );

    brokenTest.concurrent.each(plays.map((play) => [play.name, play] as const))(
      'broken off before a result is written, only that step is repeated: %s',
      (_, play) => performBroken(play, { side: 'after', repeats: 1 }),
    );
  });
}

/** Whoever first asks for a play has it performed, and the others see that same performance. */
function remembered(begin: (play: Play) => Promise<Performance>) {
  const begun = new Map<Play, Promise<Performance>>();
  return (play: Play): Promise<Performance> => {
    const performance = begun.get(play) ?? begin(play);
    begun.set(play, performance);
    return performance;
  };
}

/** At how many places a play is broken off, of which there is always one. */
function boundariesIn({ boundariesOf }: Engine, { id }: Performance): number {
  const boundaries = Math.min(boundariesOf?.(id) ?? mostBoundaries, mostBoundaries);
  expect(boundaries).toBeGreaterThan(0);
  return boundaries;
}

/** At every boundary between results at once, each in a run of its own. */
async function breakOffEach(
  engine: Engine,
  notesOf: (play: string) => string[],
  play: Play,
  { places, side, repeats }: { places: number; side: Crash['side']; repeats: number },
): Promise<void> {
  await Promise.all(
    Array.from({ length: places }, async (_, at) => {
      const seen = await perform(engine, play, notesOf, { at, side });
      expectEnds(engine, play, seen);
      const broken = withoutOrderOfRuns(play);
      const distinct = [...new Set(seen.notes)];
      expect(inOrder(broken, distinct)).toEqual(inOrder(broken, play.notes));
      // Each function of a play breaks off for itself, and so may each step beside another.
      const runs = Object.values(play.ends).flat().length;
      const most = repeats * (broken.isUnordered === true ? play.notes.length : runs);
      expect(seen.notes.length - distinct.length).toBeLessThanOrEqual(most);
    }),
  );
}

function expectEnds(
  { patience: { clockErrorMs } }: Engine,
  play: Play,
  { ends }: Performance,
): void {
  const expected = Object.entries(play.ends).flatMap(([functionId, end]) =>
    [end].flat().map((one: End) => ({ functionId, ...one })),
  );
  const byName = <T extends { functionId: string }>(list: T[]) =>
    list.toSorted((a, b) => a.functionId.localeCompare(b.functionId));
  expect(byName(ends)).toMatchObject(byName(expected));
  expect(ends).toHaveLength(expected.length);
  expectApart(play, ends, clockErrorMs);
}

function expectApart({ apartMs = 0 }: Play, ends: SeenEnd[], clockErrorMs: number): void {
  const starts = ends.flatMap(({ startedMs }) => startedMs ?? []).toSorted((a, b) => a - b);
  const gaps = starts.slice(1).map((start, index) => start - (starts[index] ?? 0));
  expect(gaps.filter((gap) => gap < apartMs - clockErrorMs)).toEqual([]);
}

function withoutOrderOfRuns(play: Play): Play {
  return play.isOrderOfRuns === true ? { ...play, isUnordered: true } : play;
}

function inOrder(play: Play, notes: string[]): string[] {
  return play.isUnordered === true ? notes.toSorted() : notes;
}

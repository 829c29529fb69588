import { describe, expect, it } from 'vitest';
import { createDrafts, EMPTY_DRAFT } from '#components/inbox/drafts.ts';
import { createScheduler } from '#components/inbox/schedule-draft.ts';
import type { Planned } from '#components/inbox/schedule-draft.ts';

const at = new Date('2026-03-02T11:00:00Z');
const conversation = 'c1';
const quoted = { id: 'm1', text: 'Saturday?', author: 'contact' as const };
const draft = { text: ' See you at eleven. ', quoted };

/** A server whose answers the test gives, and the drafts of a tab over a storage that outlives it. */
function desk() {
  const kept = new Map<string, string>();
  const openTab = () =>
    createDrafts('draft', {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    });
  const drafts = openTab();
  const asked: Planned[] = [];
  let answer = Promise.withResolvers<undefined>();
  const schedule = createScheduler(drafts, (planned) => {
    asked.push(planned);
    answer = Promise.withResolvers();
    return answer.promise;
  });
  drafts.write('c1', draft);
  return {
    ...{ drafts, asked, schedule, openTab },
    accept: () => answer.resolve(undefined),
    refuse: () => answer.reject(new Error('Failed to fetch')),
  };
}

describe('giving what is written a time', () => {
  it('keeps the words until they are saved, also over a reload', async () => {
    const { drafts, asked, schedule, openTab, accept } = desk();
    const saved = schedule(conversation, at);
    expect(asked).toMatchObject([
      { text: 'See you at eleven.', scheduledFor: at, quotedMessageId: 'm1' },
    ]);
    expect(drafts.read('c1')).toEqual(draft);
    expect(drafts.isHeld('c1')).toBe(true);
    const reloaded = openTab();
    expect(reloaded.read('c1')).toEqual(draft);
    expect(reloaded.isHeld('c1')).toBe(false);
    accept();
    expect(await saved).toBe(true);
    expect(drafts.read('c1')).toEqual(EMPTY_DRAFT);
    expect(drafts.isHeld('c1')).toBe(false);
    expect(openTab().read('c1')).toEqual(EMPTY_DRAFT);
  });

  it('asks once however often it is pressed meanwhile', async () => {
    const { asked, schedule, accept } = desk();
    const saved = schedule(conversation, at);
    expect(await schedule(conversation, at)).toBe(false);
    accept();
    await saved;
    expect(asked).toHaveLength(1);
  });

  it('leaves the words after a failure, and asks again for the same message', async () => {
    const { drafts, asked, schedule, refuse, accept } = desk();
    for (const minutes of [0, 0, 5]) {
      const saved = schedule(conversation, new Date(at.getTime() + minutes * 60_000));
      refuse();
      await expect(saved).rejects.toThrow();
      expect(drafts.read('c1')).toEqual(draft);
      expect(drafts.isHeld('c1')).toBe(false);
    }
    const [first, again, otherTime] = asked.map(({ clientId }) => clientId);
    expect(again).toBe(first);
    expect(otherTime).not.toBe(first);
    const saved = schedule(conversation, at);
    accept();
    expect(await saved).toBe(true);
  });

  it('saves nothing that is empty or too long', async () => {
    const { drafts, asked, schedule } = desk();
    for (const text of [' ', 'x'.repeat(20_001)]) {
      drafts.write('c1', { text, quoted: null });
      expect(await schedule(conversation, at)).toBe(false);
      expect(drafts.read('c1').text).toBe(text);
    }
    expect(asked).toEqual([]);
  });

  it('tells who looks on that it is on its way, and that it is not any more', async () => {
    const { drafts, schedule, accept } = desk();
    const seen: boolean[] = [];
    drafts.subscribe(() => seen.push(drafts.isHeld('c1')));
    const saved = schedule(conversation, at);
    accept();
    await saved;
    expect([seen[0], seen.at(-1)]).toEqual([true, false]);
  });
});

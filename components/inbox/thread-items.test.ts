import { describe, expect, it } from 'vitest';
import { createFormat } from '#components/create-format.ts';
import { mergePending } from '#components/inbox/thread-entries.ts';
import { layOutThread } from '#components/inbox/thread-items.ts';
import type { ThreadMessage } from '#components/inbox/types.ts';

const { dayKey } = createFormat({ locale: 'en-IN', timeZone: 'Asia/Kolkata', currency: 'INR' });

function message(id: string, at: string, changes: Partial<ThreadMessage> = {}): ThreadMessage {
  return {
    id,
    conversationId: 'c1',
    direction: 'inbound',
    author: 'contact',
    authorMemberId: null,
    authorName: null,
    kind: 'text',
    text: id,
    content: { kind: 'text' },
    context: null,
    template: null,
    attachments: [],
    reactions: [],
    editedAt: null,
    deletedAt: null,
    firstText: null,
    clientId: null,
    state: 'received',
    stateAt: new Date(at),
    scheduledFor: null,
    failureCode: null,
    failureText: null,
    failureDetail: null,
    canRetry: false,
    occurredAt: new Date(at),
    createdAt: new Date(at),
    quotedProviderMessageId: null,
    quotedId: null,
    quotedKind: null,
    quotedText: null,
    quotedAuthor: null,
    quotedDeletedAt: null,
    quotedFile: null,
    ...changes,
  };
}

const ana = { memberId: 'member-1', name: 'Ana' };
const ours = { direction: 'outbound', author: 'member', authorName: 'Ana', state: 'sent' } as const;

function draw(messages: ThreadMessage[], dividerId: string | null = null): string[] {
  return layOutThread(mergePending(messages, [], ana), { dayKey, dividerId }).map((item) => {
    if (item.kind === 'day') return `day ${dayKey(item.at)}`;
    if (item.kind === 'unread') return `${item.count} new`;
    return `${item.isFirst ? '[' : ' '}${item.key}${item.isLast ? ']' : ' '}`;
  });
}

describe('laying out a thread', () => {
  it('groups what one author wrote within minutes into a run', () => {
    const drawn = draw([
      message('a', '2026-11-21T06:00:00Z'),
      message('b', '2026-11-21T06:01:00Z'),
      message('c', '2026-11-21T06:02:00Z', ours),
      message('d', '2026-11-21T06:20:00Z', ours),
    ]);
    expect(drawn).toEqual(['day 2026-11-21', '[a ', ' b]', '[c]', '[d]']);
  });

  it('begins a day at the midnight of the business, not of the server', () => {
    const drawn = draw([
      message('a', '2026-11-20T18:29:00Z'),
      message('b', '2026-11-20T18:31:00Z'),
    ]);
    expect(drawn).toEqual(['day 2026-11-20', '[a]', 'day 2026-11-21', '[b]']);
  });

  it('puts the unread divider before its message and ends the run there', () => {
    const drawn = draw(
      [
        message('a', '2026-11-21T06:00:00Z'),
        message('b', '2026-11-21T06:01:00Z'),
        message('c', '2026-11-21T06:02:00Z'),
      ],
      'b',
    );
    expect(drawn).toEqual(['day 2026-11-21', '[a]', '2 new', '[b ', ' c]']);
  });

  it('lets a failed message stand alone, with room for the reason', () => {
    const drawn = draw([
      message('a', '2026-11-21T06:00:00Z', ours),
      message('b', '2026-11-21T06:00:01Z', { ...ours, state: 'failed' }),
      message('c', '2026-11-21T06:00:02Z', ours),
    ]);
    expect(drawn).toEqual(['day 2026-11-21', '[a]', '[b]', '[c]']);
  });

  it('lets what the provider tells stand between runs', () => {
    const drawn = draw([
      message('a', '2026-11-21T06:00:00Z'),
      message('b', '2026-11-21T06:00:01Z', { kind: 'notice' }),
      message('c', '2026-11-21T06:00:02Z'),
    ]);
    expect(drawn).toEqual(['day 2026-11-21', '[a]', '[b]', '[c]']);
  });

  it('keeps what was written on the phone apart from what a member wrote here', () => {
    const drawn = draw([
      message('a', '2026-11-21T06:00:00Z', { ...ours, authorMemberId: 'member-1' }),
      message('b', '2026-11-21T06:00:30Z', { ...ours, authorName: null }),
    ]);
    expect(drawn).toEqual(['day 2026-11-21', '[a]', '[b]']);
  });

  it('keeps two members apart', () => {
    const drawn = draw([
      message('a', '2026-11-21T06:00:00Z', ours),
      message('b', '2026-11-21T06:00:30Z', { ...ours, authorName: 'Kavya' }),
    ]);
    expect(drawn).toEqual(['day 2026-11-21', '[a]', '[b]']);
  });
});

describe('messages on their way', () => {
  const send = {
    clientId: 'k1',
    conversationId: 'c1',
    text: 'On my way',
    quoted: { id: 'a', text: 'Where are you?', author: 'contact' as const },
    writtenAt: Date.UTC(2026, 10, 21, 6, 5),
    refusal: null,
  };

  it('stand below the stored ones with a clock and what they answer', () => {
    const [, entry] = mergePending([message('a', '2026-11-21T06:00:00Z')], [send], ana);
    expect(entry?.message).toMatchObject({
      state: 'queued',
      authorName: 'Ana',
      text: 'On my way',
      quotedText: 'Where are you?',
    });
  });

  it('show the files that they take along', () => {
    const photo: ThreadMessage['attachments'][number] = {
      id: 'f1',
      kind: 'image',
      mimeType: 'image/png',
      fileName: 'after.png',
      sizeBytes: 2_048,
      width: 480,
      height: 320,
      durationSeconds: null,
      isVoice: false,
      isAnimated: false,
      state: 'stored',
      failureText: null,
      isTooLarge: false,
      url: '/api/files/f1',
      thumbnailUrl: null,
    };
    const [entry] = mergePending([], [{ ...send, text: '', files: [photo] }], ana);
    expect(entry?.message).toMatchObject({ kind: 'image', text: '', attachments: [photo] });
  });

  it('become the stored message under the same key, never both', () => {
    const before = mergePending([], [send], ana);
    const stored = message('m1', '2026-11-21T06:05:00Z', { ...ours, clientId: 'k1' });
    const after = mergePending([stored], [send], ana);
    expect(after).toHaveLength(1);
    expect(after[0]?.key).toBe(before[0]?.key);
    expect(after[0]?.pending).toBeNull();
  });

  it('are red with the reason when the server refused them', () => {
    const [entry] = mergePending([], [{ ...send, refusal: 'The window is closed.' }], ana);
    expect(entry?.message).toMatchObject({ state: 'failed', failureText: 'The window is closed.' });
  });

  it('keep their object between renders, so that nothing is drawn twice', () => {
    expect(mergePending([], [send], ana)[0]).toBe(mergePending([], [send], ana)[0]);
  });

  it('stand above what goes out later, which begins no day and joins no run', () => {
    const scheduledFor = new Date('2026-11-23T03:30:00Z');
    const later = (id: string) =>
      message(id, '2026-11-23T03:30:00Z', { ...ours, state: 'scheduled', scheduledFor });
    const stored = [message('a', '2026-11-21T06:00:00Z'), later('b'), later('c')];
    const entries = mergePending(stored, [send], ana);
    expect(entries.map(({ message: { id } }) => id)).toEqual(['a', 'k1', 'b', 'c']);
    const items = layOutThread(entries, { dayKey, dividerId: null });
    expect(items.map(({ kind }) => kind)).toEqual(['day', ...entries.map(() => 'message')]);
    for (const item of items.slice(-2)) expect(item).toMatchObject({ isFirst: true, isLast: true });
  });
});

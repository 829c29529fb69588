import { expect, test } from 'vitest';
import { handOver } from '#components/inbox/hand-over.ts';
import type { PendingSend } from '#components/inbox/outbox.ts';
import type { ListedConversation, SentTemplate } from '#components/inbox/types.ts';
import { serverClock } from '#components/server-clock.ts';

const threeHoursMs = 3 * 3_600_000;
const template: SentTemplate = { name: 'visit_follow_up', language: 'en' };

/** Hands it over, and shows what the outbox and the list have of it. */
function handedOver(reply: Parameters<typeof handOver>[1]) {
  const sends: Omit<PendingSend, 'refusal'>[] = [];
  const changes: Partial<ListedConversation>[] = [];
  const outbox = { add: (send: (typeof sends)[number]) => void sends.push(send) };
  const cache = {
    changeConversation: (_: string, change: Partial<ListedConversation>) =>
      void changes.push(change),
  };
  handOver({ outbox, cache }, reply);
  return { sends, changes };
}

test('a reply and a template alike are written when the server’s clock says, not this machine’s', () => {
  const before = Date.now();
  serverClock.hear(new Date(before + threeHoursMs).toUTCString(), before, before);
  for (const sent of [{}, { template }]) {
    const { sends, changes } = handedOver({
      conversationId: 'c',
      text: 'Hi',
      quoted: null,
      ...sent,
    });
    const [send] = sends;
    expect(send).toMatchObject({ conversationId: 'c', text: 'Hi', ...sent });
    expect(send?.writtenAt).toBeGreaterThan(before + threeHoursMs - 2_000);
    expect(changes).toEqual([
      expect.objectContaining({
        lastMessageText: 'Hi',
        lastMessageKind: 'text',
        lastMessageAt: new Date(send?.writtenAt ?? 0),
      }),
    ]);
  }
});

import { randomUUID } from 'node:crypto';
import { forBusiness, afterCommit } from '#db/business.ts';
import { realtimeEvents } from '#db/schema/realtime.ts';
import type { createMember } from '#db/testing/factories.ts';
import { insertJobEvent, wakeExecutor } from '#inngest/job-events.ts';
import { channelPort } from '#server/channel-port.ts';
import { filePort } from '#server/file-port.ts';
import type { OutboundMessage, SendResult } from '#server/channels/types.ts';
import type { Actor, BusinessContext, Mailer } from '#server/domain/context.ts';
import { log } from '#server/log.ts';

export type Mail = Parameters<Mailer['send']>[0];
/** What the provider does with one message: answers, or loses the answer by throwing. */
export type SendAnswer = (message: OutboundMessage) => SendResult | Promise<SendResult>;

export interface TestContext extends BusinessContext {
  /** Every message that reached the provider, oldest first. */
  readonly sent: OutboundMessage[];
  readonly mails: Mail[];
  /** Puts an answer in the queue for one send; without any, the provider accepts. */
  answerNextSend(answer: SendAnswer): void;
  /** Moves the clock, which otherwise stands still. */
  setNow(now: Date): void;
}

export interface TestContextOptions {
  businessId: string;
  /** The system unless given. */
  actor?: Actor;
  now?: Date;
  channels?: BusinessContext['channels'];
  isMailConfigured?: boolean;
}

/** A context with real rows, events and jobs, and with a provider, a mailbox and a clock of the test. */
export function testContext(options: TestContextOptions): TestContext {
  const { businessId, actor = { kind: 'system', job: 'test' }, isMailConfigured = true } = options;
  const sent: OutboundMessage[] = [];
  const mails: Mail[] = [];
  const answers: SendAnswer[] = [];
  let now = options.now ?? new Date();
  return {
    businessId,
    actor,
    sent,
    mails,
    answerNextSend: (answer) => void answers.push(answer),
    setNow: (moment) => void (now = moment),
    now: () => now,
    db: (work) => forBusiness(businessId, work),
    publish: async (tx, { name, ids }) => {
      await tx.insert(realtimeEvents).values({ businessId, name, ids });
    },
    enqueue: async (tx, event) => {
      await insertJobEvent(tx, event);
      afterCommit(wakeExecutor);
    },
    channels: options.channels ?? recordingChannels(sent, answers),
    files: filePort(businessId, () => now),
    mail: {
      isConfigured: isMailConfigured,
      send: async (mail) => void mails.push(mail),
    },
    log: log(),
  };
}

/** The actor that a row made by `createMember` stands for. */
export function actorOf(member: Awaited<ReturnType<typeof createMember>>): Actor {
  const { id: memberId, userId, role, name } = member;
  return { kind: 'member', memberId, userId, role, name };
}

/** The real adapters, except that what they send goes to the test. */
function recordingChannels(sent: OutboundMessage[], answers: SendAnswer[]) {
  const port = channelPort();
  const send = async (_connection: unknown, message: OutboundMessage): Promise<SendResult> => {
    sent.push(message);
    const answer = answers.shift();
    if (answer) return answer(message);
    return { ok: true, providerMessageId: `wamid.${randomUUID()}` };
  };
  return {
    ...port,
    adapterFor: (kind: Parameters<typeof port.adapterFor>[0]) => ({
      ...port.adapterFor(kind),
      send,
    }),
  };
}

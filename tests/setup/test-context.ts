import { randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { forBusiness, afterCommit } from '#db/business.ts';
import { realtimeEvents } from '#db/schema/realtime.ts';
import type { createMember } from '#db/testing/factories.ts';
import { insertJobEvent, wakeExecutor } from '#inngest/job-events.ts';
import { channelPort } from '#server/channel-port.ts';
import type {
  ChannelAdapter,
  FileToUpload,
  OutboundMessage,
  SendResult,
  UploadResult,
} from '#server/channels/types.ts';
import { filePort } from '#server/file-port.ts';
import type { Actor, BusinessContext, Mailer } from '#server/domain/context.ts';
import { log } from '#server/log.ts';

export type Mail = Parameters<Mailer['send']>[0];
/** What the provider does with one message: answers, or loses the answer by throwing. */
export type SendAnswer = (message: OutboundMessage) => SendResult | Promise<SendResult>;

export interface Uploaded extends Omit<FileToUpload, 'open'> {
  bytes: Buffer;
}

type ReadMark = Parameters<NonNullable<ChannelAdapter['markRead']>>[1];

export interface TestContext extends BusinessContext {
  /** Every message that reached the provider, oldest first. */
  readonly sent: OutboundMessage[];
  /** Every file that was handed to the provider, and every message that was marked as read. */
  readonly uploads: Uploaded[];
  readonly readMarks: ReadMark[];
  readonly mails: Mail[];
  /** The same for one upload. */
  answerNextUpload(answer: UploadResult): void;
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
  const provider: Provider = { sent, answers: [], uploads: [], uploadAnswers: [], readMarks: [] };
  let now = options.now ?? new Date();
  return {
    businessId,
    actor,
    sent,
    uploads: provider.uploads,
    readMarks: provider.readMarks,
    mails,
    answerNextSend: (answer) => void provider.answers.push(answer),
    answerNextUpload: (answer) => void provider.uploadAnswers.push(answer),
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
    channels: options.channels ?? recordingChannels(provider),
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

interface Provider {
  sent: OutboundMessage[];
  answers: SendAnswer[];
  uploads: Uploaded[];
  uploadAnswers: UploadResult[];
  readMarks: ReadMark[];
}

/** The real adapters, except that what they send goes to the test. */
function recordingChannels(provider: Provider) {
  const port = channelPort();
  const send: ChannelAdapter['send'] = async (_connection, message) => {
    provider.sent.push(message);
    const answer = provider.answers.shift();
    if (answer) return answer(message);
    return { ok: true, providerMessageId: `wamid.${randomUUID()}` };
  };
  const upload: ChannelAdapter['upload'] = async (_connection, { open, ...file }) => {
    provider.uploads.push({ ...file, bytes: await buffer(open()) });
    return provider.uploadAnswers.shift() ?? { ok: true, providerMediaId: randomUUID() };
  };
  const markRead: ChannelAdapter['markRead'] = (_connection, read) => {
    provider.readMarks.push(read);
    return Promise.resolve();
  };
  return {
    ...port,
    adapterFor: (kind: Parameters<typeof port.adapterFor>[0]) => {
      const adapter = port.adapterFor(kind);
      return { ...adapter, send, markRead, ...(adapter.upload && { upload }) };
    },
  };
}

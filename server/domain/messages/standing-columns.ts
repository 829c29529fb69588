import { messages } from '#db/schema/messages.ts';
import type { MessageRow } from '#server/domain/messages/internal.ts';

/** What sending and its receipts change of a message. */
type Standing = Pick<
  MessageRow,
  | 'state'
  | 'stateAt'
  | 'failureCode'
  | 'failureText'
  | 'failureDetail'
  | 'canRetry'
  | 'leaseUntil'
  | 'providerMessageId'
  | 'sendAfter'
  | 'attempts'
>;
export type StandingChanges = Partial<Standing>;

/** The part of a message that its standing is about; of a bulk send not more is read. */
export type StandingRow = Standing &
  Pick<MessageRow, 'businessId' | 'id' | 'conversationId' | 'channelId' | 'campaignId' | 'kind'>;

export const standingColumns = {
  businessId: messages.businessId,
  id: messages.id,
  conversationId: messages.conversationId,
  channelId: messages.channelId,
  campaignId: messages.campaignId,
  kind: messages.kind,
  attempts: messages.attempts,
  state: messages.state,
  stateAt: messages.stateAt,
  failureCode: messages.failureCode,
  failureText: messages.failureText,
  failureDetail: messages.failureDetail,
  canRetry: messages.canRetry,
  leaseUntil: messages.leaseUntil,
  providerMessageId: messages.providerMessageId,
  sendAfter: messages.sendAfter,
};

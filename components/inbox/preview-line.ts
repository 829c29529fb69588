import { summaryOfLast } from '#components/inbox/message-summary.ts';
import type { SummarySign } from '#components/inbox/message-summary.ts';
import type { ListedConversation, ThreadMessage } from '#components/inbox/types.ts';

export interface PreviewLine {
  tone: 'plain' | 'danger';
  /** How far our own message has come; null for the contact's. */
  state: ThreadMessage['state'] | null;
  /** Who of us wrote it: "Ana", "Assistant". */
  author: string | null;
  /** What kind of message it is, where the words alone do not say it. */
  sign: SummarySign | null;
  text: string;
}

type Row = Pick<
  ListedConversation,
  | 'lastMessageKind'
  | 'lastMessageText'
  | 'lastFileName'
  | 'lastFileIsVoice'
  | 'lastFileSeconds'
  | 'lastMessageDirection'
  | 'lastMessageAuthor'
  | 'lastMessageAuthorName'
  | 'lastMessageState'
  | 'lastMessageFailure'
>;

/** The second line of a row: the last message, or why it did not arrive. */
export function previewLine(row: Row): PreviewLine {
  const { sign, text } = summaryOfLast(row);
  const state = row.lastMessageState;
  if (row.lastMessageDirection !== 'outbound') {
    return { tone: 'plain', state: null, author: null, sign, text };
  }
  if (state === 'failed') {
    const reason = row.lastMessageFailure ?? text;
    return { tone: 'danger', state, author: null, sign: null, text: `Not delivered: ${reason}` };
  }
  return { tone: 'plain', state, author: authorOf(row), sign, text };
}

function authorOf({ lastMessageAuthor, lastMessageAuthorName }: Row): string | null {
  if (lastMessageAuthor === 'assistant') return 'Assistant';
  if (lastMessageAuthor === 'campaign') return 'Campaign';
  return lastMessageAuthorName === null ? null : firstName(lastMessageAuthorName);
}

/** "Ana Ribeiro" is Ana in a line that has no room. */
export function firstName(name: string): string {
  return name.trim().split(/\s+/)[0] ?? name;
}

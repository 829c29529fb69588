import type { ContactDetails } from '#components/inbox/types.ts';

export type TimelineEntry = ContactDetails['timeline'][number];

const DEEDS: Record<string, { byNobody: string; bySomebody: string }> = {
  'contact.created': { byNobody: 'First message', bySomebody: 'added the contact' },
  'contact.merged': {
    byNobody: 'Turned out to be one with another contact',
    bySomebody: 'merged another contact into this one',
  },
  'contact.moved': {
    byNobody: 'Goes by another number or id',
    bySomebody: 'moved the contact to another number',
  },
  'contact.move_conflicted': {
    byNobody: 'Moved to the number of another contact: they may be one',
    bySomebody: 'moved the contact to the number of another',
  },
  'contact.number_used_by_another': {
    byNobody: 'Their number is used by somebody else now',
    bySomebody: 'gave the number to another contact',
  },
  'conversation.closed': { byNobody: 'Conversation closed', bySomebody: 'closed the conversation' },
  'conversation.reopened': {
    byNobody: 'Conversation opened again',
    bySomebody: 'opened the conversation again',
  },
};

/** What happened, in words: "Ana closed the conversation". */
export function timelineWords({ kind, actor, actorName }: TimelineEntry): string {
  const deed = DEEDS[kind] ?? unknownDeed(kind);
  const who = actor === 'assistant' ? 'The assistant' : actorName;
  return who === null ? deed.byNobody : `${who} ${deed.bySomebody}`;
}

/** A kind that this page does not know yet, such as `appointment.booked`, still reads as words. */
function unknownDeed(kind: string): { byNobody: string; bySomebody: string } {
  const [noun = kind, deed = 'changed'] = kind.split('.').map((part) => part.replaceAll('_', ' '));
  return {
    byNobody: `${noun.charAt(0).toLocaleUpperCase('en')}${noun.slice(1)} ${deed}`,
    bySomebody: `${deed} the ${noun}`,
  };
}

import type { OutboundContent } from '#server/channels/content.ts';
import type { SendFailure } from '#server/channels/failures.ts';
import { failureOf } from '#server/channels/meta/read-answer.ts';
import { contactRules } from '#server/channels/whatsapp/find-fault-contact.ts';
import { interactiveRules } from '#server/channels/whatsapp/find-fault-interactive.ts';
import type { Rule } from '#server/channels/whatsapp/find-fault-rule.ts';
import { firstFault, isBlank, tooLong } from '#server/channels/whatsapp/find-fault-rule.ts';
import { templateRules } from '#server/channels/whatsapp/find-fault-template.ts';

export const MAX_TEXT_LENGTH = 4096;

/** What Meta would refuse of a message, in one sentence, before it is asked; null when nothing. */
export function faultIn(content: OutboundContent): SendFailure | null {
  if (content.kind === 'text') return faultInText(content.text);
  const sentence = firstFault(rulesFor(content));
  if (sentence === null) return null;
  return failureOf(content.kind === 'template' ? 'template_invalid' : 'request_invalid', sentence);
}

function faultInText(text: string): SendFailure | null {
  if (isBlank(text)) return failureOf('text_empty', 'A message needs some text.');
  if (text.length <= MAX_TEXT_LENGTH) return null;
  const limit = MAX_TEXT_LENGTH.toLocaleString('en');
  const length = text.length.toLocaleString('en');
  const sentence = `A WhatsApp message can hold ${limit} characters; this one has ${length}.`;
  return failureOf('text_too_long', sentence);
}

function rulesFor(content: Exclude<OutboundContent, { kind: 'text' }>): Rule[] {
  switch (content.kind) {
    case 'template':
      return templateRules(content);
    case 'location': {
      const { latitude, longitude } = content.place;
      const isOnEarth = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
      return [[!isOnEarth, 'This place is not on earth.']];
    }
    case 'contacts':
      return contactRules(content.contacts);
    case 'reaction':
      return [
        [content.emoji === '', 'A reaction is one emoji.'],
        [isBlank(content.providerMessageId), 'A reaction is to a message that has gone out.'],
      ];
    case 'image':
    case 'video':
    case 'audio':
    case 'document':
    case 'sticker':
      return [tooLong('A caption', content.text, 1_024)];
    default:
      return interactiveRules(content);
  }
}

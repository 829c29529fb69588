import type { OutboundContent, OutboundFile } from '#server/channels/content.ts';
import type { OutboundMessage } from '#server/channels/types.ts';
import { buildContact } from '#server/channels/whatsapp/build-contact.ts';
import { buildInteractive } from '#server/channels/whatsapp/build-interactive.ts';
import { buildFile, buildPlace, given } from '#server/channels/whatsapp/build-part.ts';
import type { Json } from '#server/channels/whatsapp/build-part.ts';
import { buildTemplate } from '#server/channels/whatsapp/build-template.ts';

/** The body Meta documents for a message; our own message id travels along as the tracking field. */
export function buildBody(message: OutboundMessage): Json {
  const { to, content, quotedProviderMessageId, clientReference } = message;
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    ...('address' in to ? { to: to.address } : { recipient: to.providerUserId }),
    ...(quotedProviderMessageId !== undefined && {
      context: { message_id: quotedProviderMessageId },
    }),
    ...buildContent(content),
    biz_opaque_callback_data: clientReference,
  };
}

function buildContent(content: OutboundContent): Json {
  switch (content.kind) {
    case 'text': {
      const { text } = content;
      return { type: 'text', text: { body: text, preview_url: /\bhttps?:\/\//i.test(text) } };
    }
    case 'template':
      return { type: 'template', template: buildTemplate(content) };
    case 'location':
      return { type: 'location', location: buildPlace(content.place) };
    case 'contacts':
      return { type: 'contacts', contacts: content.contacts.map(buildContact) };
    case 'reaction': {
      const { providerMessageId, emoji } = content;
      // Meta takes an emoji off for an empty one.
      return { type: 'reaction', reaction: { message_id: providerMessageId, emoji: emoji ?? '' } };
    }
    case 'image':
    case 'video':
    case 'audio':
    case 'document':
    case 'sticker':
      return { type: content.kind, [content.kind]: buildMedia(content) };
    default:
      return { type: 'interactive', interactive: buildInteractive(content) };
  }
}

type Media = Extract<OutboundContent, { file: OutboundFile }>;

function buildMedia({ kind, text, file, isVoice = false }: Media): Json {
  const takesCaption = kind !== 'audio' && kind !== 'sticker';
  return {
    ...buildFile(file, kind),
    ...(takesCaption && given({ caption: text })),
    ...(kind === 'audio' && isVoice && { voice: true }),
  };
}

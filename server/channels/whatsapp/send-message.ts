import { z } from 'zod';

import type { OutboundContent } from '#server/channels/content.ts';
import { deliver, GRAPH_API_VERSION, refusal } from '#server/channels/meta/deliver.ts';
import type {
  ChannelConnection,
  OutboundMessage,
  SendFailure,
  SendResult,
} from '#server/channels/types.ts';
import { whatsappCredentials } from '#server/channels/whatsapp/credentials.ts';
import { readFailure } from '#server/channels/whatsapp/read-failure.ts';

export const MAX_TEXT_LENGTH = 4096;

const accepted = z.object({
  messages: z.tuple([z.object({ id: z.string().min(1) })], z.unknown()),
});

const whatsapp = {
  name: 'WhatsApp',
  idIn: (body: unknown) => accepted.safeParse(body).data?.messages[0].id,
  readFailure,
};

/** Sends one message; refusals are values, a lost answer throws UnknownOutcomeError. */
export async function sendMessage(
  connection: ChannelConnection,
  message: OutboundMessage,
): Promise<SendResult> {
  const fault = faultIn(message.content);
  if (fault !== null) return { ok: false, failure: fault };
  const credentials = whatsappCredentials.safeParse(connection.credentials);
  if (!credentials.success)
    return refusal('credentials_invalid', 'This channel has no access token.');
  const path = `${GRAPH_API_VERSION}/${encodeURIComponent(connection.externalId)}/messages`;
  return deliver(whatsapp, {
    url: `${connection.baseUrl}/${path}`,
    headers: {
      authorization: `Bearer ${credentials.data.accessToken}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(buildBody(message)),
  });
}

/** The body Meta documents for a text or a template; our own message id travels along as the tracking field. */
export function buildBody(message: OutboundMessage): Record<string, unknown> {
  const { to, content, quotedProviderMessageId, clientReference } = message;
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    ...('address' in to ? { to: to.address } : { recipient: to.providerUserId }),
    ...(quotedProviderMessageId === undefined
      ? {}
      : { context: { message_id: quotedProviderMessageId } }),
    ...contentOf(content),
    biz_opaque_callback_data: clientReference,
  };
}

function contentOf(content: OutboundContent): Record<string, unknown> {
  if (content.kind === 'text') {
    const { text } = content;
    return { type: 'text', text: { body: text, preview_url: /\bhttps?:\/\//i.test(text) } };
  }
  if (content.kind !== 'template') throw new Error('This kind of message cannot be sent yet.');
  const { name, language, parameters } = content;
  const body = {
    type: 'body',
    parameters: parameters.map((text) => ({ type: 'text', text })),
  };
  return {
    type: 'template',
    template: {
      name,
      language: { code: language },
      ...(parameters.length > 0 && { components: [body] }),
    },
  };
}

function faultIn(content: OutboundContent): SendFailure | null {
  if (content.kind === 'text') return faultInText(content.text);
  if (content.kind !== 'template') return null;
  const { name, language, parameters } = content;
  const texts = parameters.filter((part) => typeof part === 'string');
  if ([name, language, ...texts].every((part) => part.trim() !== '')) return null;
  const message = 'A template needs its name, its language and a text for each of its blanks.';
  return { code: 'template_invalid', message, retryable: false };
}

function faultInText(text: string): SendFailure | null {
  if (text.trim() === '') {
    return { code: 'text_empty', message: 'A message needs some text.', retryable: false };
  }
  if (text.length <= MAX_TEXT_LENGTH) return null;
  const message = `A WhatsApp message can hold ${MAX_TEXT_LENGTH.toLocaleString('en')} characters; this one has ${text.length.toLocaleString('en')}.`;
  return { code: 'text_too_long', message, retryable: false };
}

import { z } from 'zod';

import { UnknownOutcomeError } from '#server/channels/types.ts';
import type {
  ChannelConnection,
  OutboundContent,
  OutboundMessage,
  SendFailure,
  SendResult,
} from '#server/channels/types.ts';
import { whatsappCredentials } from '#server/channels/whatsapp/credentials.ts';
import { metaError, readFailure } from '#server/channels/whatsapp/read-failure.ts';
import { failedBeforeSending } from '#server/channels/whatsapp/network-failure.ts';

export const GRAPH_API_VERSION = 'v23.0';
export const MAX_TEXT_LENGTH = 4096;
const SEND_TIMEOUT_MS = 15_000;

const accepted = z.object({
  messages: z.tuple([z.object({ id: z.string().min(1) })], z.unknown()),
});
const refused = z.object({ error: metaError });

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
  const request = new Request(`${connection.baseUrl}/${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${credentials.data.accessToken}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(buildBody(message)),
    redirect: 'manual',
    signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
  });
  return post(request);
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

async function post(request: Request): Promise<SendResult> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(request);
    text = await response.text();
  } catch (error) {
    if (!failedBeforeSending(error)) {
      throw new UnknownOutcomeError('WhatsApp did not answer; it may have taken the message.', {
        cause: error,
      });
    }
    return refusal('provider_unavailable', 'WhatsApp cannot be reached right now.', 5);
  }
  return readAnswer(response, text);
}

function readAnswer(response: Response, text: string): SendResult {
  const body = parseJson(text);
  const success = accepted.safeParse(body);
  if (response.ok && success.success) {
    return { ok: true, providerMessageId: success.data.messages[0].id };
  }
  const error = refused.safeParse(body);
  if (error.success && !response.ok) return refusedBy(response, readFailure(error.data.error));
  if (response.ok || response.status >= 500 || response.status === 408) {
    throw new UnknownOutcomeError(
      `WhatsApp answered ${response.status} in a form that says nothing about the message.`,
    );
  }
  return refusedBy(response, {
    code: response.status === 429 ? 'rate_limited' : 'unknown_failure',
    message: 'WhatsApp refused this message without saying why.',
    providerCode: `HTTP ${response.status}`,
    providerDetail: text.slice(0, 200),
    retryable: response.status === 429,
  });
}

function refusedBy(response: Response, failure: SendFailure): SendResult {
  const asked = secondsOf(response.headers.get('retry-after'));
  if (asked === null || !failure.retryable) return { ok: false, failure };
  return { ok: false, failure: { ...failure, retryAfterSeconds: asked } };
}

function secondsOf(header: string | null): number | null {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) : null;
}

function faultIn(content: OutboundContent): SendFailure | null {
  if (content.kind === 'text') return faultInText(content.text);
  const { name, language, parameters } = content;
  if ([name, language, ...parameters].every((part) => part.trim() !== '')) return null;
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

function refusal(
  code: SendFailure['code'],
  message: string,
  retryAfterSeconds?: number,
): SendResult {
  const retryable = retryAfterSeconds !== undefined;
  return {
    ok: false,
    failure: { code, message, retryable, ...(retryable ? { retryAfterSeconds } : {}) },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

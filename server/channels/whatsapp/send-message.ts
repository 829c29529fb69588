import { z } from 'zod';

import type { OutboundContent } from '#server/channels/content.ts';
import { NotSentError, post } from '#server/channels/post.ts';
import type { PostAnswer, PostRequest } from '#server/channels/post.ts';
import { UnknownOutcomeError } from '#server/channels/types.ts';
import type {
  ChannelConnection,
  OutboundMessage,
  SendFailure,
  SendResult,
} from '#server/channels/types.ts';
import { whatsappCredentials } from '#server/channels/whatsapp/credentials.ts';
import { metaError, readFailure } from '#server/channels/whatsapp/read-failure.ts';

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
  return deliver({
    url: `${connection.baseUrl}/${path}`,
    headers: {
      authorization: `Bearer ${credentials.data.accessToken}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(buildBody(message)),
    timeoutMs: SEND_TIMEOUT_MS,
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

async function deliver(request: PostRequest): Promise<SendResult> {
  let answer: PostAnswer;
  try {
    answer = await post(request);
  } catch (error) {
    if (!(error instanceof NotSentError)) {
      throw new UnknownOutcomeError('WhatsApp did not answer; it may have taken the message.', {
        cause: error,
      });
    }
    return refusal('provider_down', 'WhatsApp cannot be reached right now.', 5);
  }
  return readAnswer(answer);
}

function readAnswer(answer: PostAnswer): SendResult {
  const { status, text } = answer;
  const isOk = status >= 200 && status < 300;
  const body = parseJson(text);
  const success = isOk ? accepted.safeParse(body) : null;
  if (success?.success === true) {
    return { ok: true, providerMessageId: success.data.messages[0].id };
  }
  const error = isOk ? null : refused.safeParse(body);
  if (error?.success === true) return refusedBy(answer, readFailure(error.data.error));
  if (isOk || status >= 500 || status === 408) {
    throw new UnknownOutcomeError(
      `WhatsApp answered ${status} in a form that says nothing about the message.`,
    );
  }
  return refusedBy(answer, {
    code: status === 429 ? 'rate_limited' : 'unknown_failure',
    message: 'WhatsApp refused this message without saying why.',
    providerCode: `HTTP ${status}`,
    providerDetail: text.slice(0, 200),
    retryable: status === 429,
  });
}

function refusedBy(answer: PostAnswer, failure: SendFailure): SendResult {
  const asked = secondsOf(answer.header('retry-after'));
  if (asked === null || !failure.retryable) return { ok: false, failure };
  return { ok: false, failure: { ...failure, retryAfterSeconds: asked } };
}

function secondsOf(header: string | null): number | null {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) : null;
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

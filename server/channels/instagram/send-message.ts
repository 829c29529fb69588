import { z } from 'zod';

import { buildBody, idOf } from '#server/channels/instagram/build-body.ts';
import { readFailure } from '#server/channels/instagram/read-failure.ts';
import { accessOf } from '#server/channels/instagram/request.ts';
import type { Access } from '#server/channels/instagram/request.ts';
import { deliver } from '#server/channels/meta/deliver.ts';
import { refusal } from '#server/channels/meta/read-answer.ts';
import type { MetaError } from '#server/channels/meta/read-failure.ts';
import type { ChannelConnection, OutboundMessage, SendResult } from '#server/channels/types.ts';

const taken = z.object({ message_id: z.string().min(1) });
/** What was asked for is done by any answer that is no refusal. */
const done = z.record(z.string(), z.unknown());

/** Meta answers so to messages that it has sent all the same. (reference: Messenger error codes) */
const SENT_ALL_THE_SAME = 1357046;

const instagram = {
  name: 'Instagram',
  readFailure,
  isDoubtful: (error: MetaError) => error.error_subcode === SENT_ALL_THE_SAME,
};

/** Sends one message; refusals are values, a lost answer throws UnknownOutcomeError. */
export async function sendMessage(
  connection: ChannelConnection,
  message: OutboundMessage,
): Promise<SendResult> {
  const built = buildBody(message);
  if ('fault' in built) return { ok: false, failure: built.fault };
  const access = accessOf(connection);
  if (access === null) return noToken();
  const idIn = (body: unknown) =>
    message.content.kind === 'reaction' ? idOfDeed(body, message) : idOfMessage(body);
  return deliver({ ...instagram, idIn }, requestOf(access, connection, built.body));
}

/** Shows a person that their messages were seen, and that an answer is being written. */
export async function markRead(
  connection: ChannelConnection,
  { to, isTyping }: { to: OutboundMessage['to']; isTyping: boolean },
): Promise<void> {
  const access = accessOf(connection);
  if (access === null) return;
  const recipient = { id: idOf(to) };
  for (const sender_action of isTyping ? ['mark_seen', 'typing_on'] : ['mark_seen']) {
    const request = requestOf(access, connection, { recipient, sender_action });
    // A courtesy: what becomes of it matters to no message.
    await deliver({ ...instagram, idIn: () => '' }, request).catch(() => undefined);
  }
}

function requestOf(
  { credentials, urlOf, headers }: Access,
  { externalId }: ChannelConnection,
  body: Record<string, unknown>,
) {
  const sender = credentials.login === 'facebook' ? 'me' : encodeURIComponent(externalId);
  return {
    url: urlOf(`${sender}/messages`),
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}

function idOfMessage(body: unknown): string | undefined {
  return taken.safeParse(body).data?.message_id;
}

/** What is done to a message has no id at the provider; ours is as good, as nobody else names it. */
function idOfDeed(body: unknown, { clientReference }: OutboundMessage): string | undefined {
  return done.safeParse(body).success ? `deed.${clientReference}` : undefined;
}

function noToken(): SendResult {
  return refusal('credentials_invalid', 'This channel has no access token.');
}

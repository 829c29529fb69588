import type { SandboxAccount } from '#server/sandbox/accounts.ts';
import { hasBearer } from '#server/sandbox/bearer.ts';
import { json, parseBody } from '#server/sandbox/call.ts';
import type { Answer, Call } from '#server/sandbox/call.ts';
import { DropConnection } from '#server/sandbox/core.ts';
import type { SandboxCore } from '#server/sandbox/core.ts';
import { acceptMessage, markReadByBusiness } from '#server/sandbox/deeds.ts';
import {
  badParameter,
  badToken,
  graphError,
  invalidParameter,
  noSuchObject,
  sendsToItself,
  undeliverable,
  unknownPath,
  windowClosed,
} from '#server/sandbox/graph-error.ts';
import type { GraphRefusal } from '#server/sandbox/graph-error.ts';
import { readMessageBody } from '#server/sandbox/message-body.ts';
import type { ReadableMessage } from '#server/sandbox/message-body.ts';
import { keepWaiting, takeMisdeed } from '#server/sandbox/misdeeds.ts';
import { findChat } from '#server/sandbox/state.ts';

const WINDOW_MS = 24 * 3600_000;

/** Answers the part of the Graph API that a WhatsApp number needs. */
export async function answerGraph(
  core: SandboxCore,
  call: Call,
  path: readonly string[],
): Promise<Answer> {
  const [version = '', objectId = '', edge] = path;
  const refuse = (refusal: GraphRefusal) => graphError(refusal, traceId(core));
  if (!/^v\d+\.\d+$/.test(version) || path.length < 2)
    return refuse(unknownPath(`/${path.join('/')}`));
  if (!hasBearer(call.authorization, core.secrets.accessToken)) return refuse(badToken);
  const account = core.state.accounts.get(objectId);
  if (account === undefined) return refuse(noSuchObject(objectId));
  if (edge === undefined && call.method === 'GET') return describeNumber(account);
  if (edge === 'messages' && call.method === 'POST') return postMessage(core, call, account);
  return refuse(unknownPath(`/${path.join('/')}`));
}

function describeNumber(account: SandboxAccount): Answer {
  return json({
    verified_name: account.verifiedName,
    display_phone_number: account.displayPhoneNumber,
    code_verification_status: 'VERIFIED',
    quality_rating: 'GREEN',
    id: account.phoneNumberId,
  });
}

async function postMessage(
  core: SandboxCore,
  call: Call,
  account: SandboxAccount,
): Promise<Answer> {
  const { phoneNumberId } = account;
  const body = parseBody(call);
  const sent = { phoneNumberId, ...referenceIn(body) };
  const drop = await takeMisdeed(core, sent, 'drop');
  if (drop?.when === 'before') throw new DropConnection();
  // The orders may have changed since the drop was written down; this call is not refused as well.
  const told = drop === undefined ? await takeMisdeed(core, sent, 'fail') : undefined;
  if (told !== undefined) {
    return refuseSend(core, account, body, {
      httpStatus: told.http_status,
      code: told.code,
      title: 'The sandbox was told to fail',
      details: `The sandbox was told to refuse this message with ${told.code}.`,
      ...(told.retry_after_seconds === undefined
        ? {}
        : { retryAfterSeconds: told.retry_after_seconds }),
    });
  }
  const reading = readMessageBody(body);
  if (!reading.ok) return refuseSend(core, account, body, reading.refusal);
  if ('markRead' in reading) {
    if (await markReadByBusiness(core, reading.markRead)) return json({ success: true });
    return refuseSend(core, account, body, badParameter("Parameter 'message_id' is not valid."));
  }
  const recipient = recipientOf(core, account, reading.send);
  if ('refusal' in recipient) return refuseSend(core, account, body, recipient.refusal);
  const id = await acceptMessage(core, account, recipient.waId, { send: reading.send, body });
  await keepWaiting(core, sent, call.gone);
  if (drop !== undefined) throw new DropConnection();
  const garbage = await takeMisdeed(core, sent, 'garbage');
  if (garbage !== undefined) {
    const body = '<html>Sorry, something went wrong.</html>';
    return { status: garbage.http_status, headers: { 'content-type': 'text/html' }, body };
  }
  return json({
    messaging_product: 'whatsapp',
    contacts: [{ input: reading.send.to ?? reading.send.recipient, wa_id: recipient.waId }],
    messages: [{ id }],
  });
}

function recipientOf(
  core: SandboxCore,
  account: SandboxAccount,
  send: ReadableMessage,
): { waId: string } | { refusal: GraphRefusal } {
  // No sandbox customer hides the phone number, so no business-scoped id is known here.
  if (send.to === undefined) return { refusal: undeliverable };
  const waId = send.to.replace(/[\s()+.-]/g, '');
  if (!/^[1-9]\d{6,14}$/.test(waId)) {
    return { refusal: invalidParameter('Param to must be a valid phone number.') };
  }
  if (waId === account.displayPhoneNumber) return { refusal: sendsToItself };
  if (send.kind !== 'template' && !isWindowOpen(core, account, waId)) {
    return { refusal: windowClosed };
  }
  return { waId };
}

function isWindowOpen(core: SandboxCore, { phoneNumberId }: SandboxAccount, waId: string): boolean {
  const lastWroteAt = findChat(core.state, { phoneNumberId, waId })?.lastWroteAt;
  if (lastWroteAt === undefined) return false;
  return core.clock.now().getTime() - Date.parse(lastWroteAt) < WINDOW_MS;
}

/** Refusals are written down too: a witness must know every call. */
async function refuseSend(
  core: SandboxCore,
  { phoneNumberId }: SandboxAccount,
  body: unknown,
  refusal: GraphRefusal,
): Promise<Answer> {
  const { httpStatus, code } = refusal;
  await core.record({
    type: 'message_refused',
    phoneNumberId,
    httpStatus,
    code,
    ...referenceIn(body),
  });
  return graphError(refusal, traceId(core));
}

function referenceIn(body: unknown): { reference?: string } {
  const isGiven = typeof body === 'object' && body !== null && 'biz_opaque_callback_data' in body;
  return isGiven ? { reference: String(body.biz_opaque_callback_data) } : {};
}

function traceId(core: SandboxCore): string {
  return `A${core.randomHex(11)}`;
}

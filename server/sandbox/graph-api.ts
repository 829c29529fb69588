import { answerAccount } from '#server/sandbox/account-api.ts';
import type { SandboxAccount } from '#server/sandbox/accounts.ts';
import { hasBearer } from '#server/sandbox/bearer.ts';
import { json, parseBody } from '#server/sandbox/call.ts';
import type { Answer, Call } from '#server/sandbox/call.ts';
import { checkTemplate, findNamed } from '#server/sandbox/check-template.ts';
import { DropConnection } from '#server/sandbox/core.ts';
import type { SandboxCore } from '#server/sandbox/core.ts';
import { acceptMessage, markReadByBusiness } from '#server/sandbox/deeds.ts';
import {
  badParameter,
  badToken,
  graphError,
  invalidParameter,
  marketingStopped,
  noSuchObject,
  sendsToItself,
  undeliverable,
  unknownPath,
  windowClosed,
} from '#server/sandbox/graph-error.ts';
import type { GraphRefusal } from '#server/sandbox/graph-error.ts';
import { answerMedia, downloadMedia, openMedia, uploadMedia } from '#server/sandbox/media-api.ts';
import { readMessageBody } from '#server/sandbox/message-body.ts';
import type { ReadableMessage } from '#server/sandbox/message-body.ts';
import type { MessageContent, SandboxTemplate } from '#server/sandbox/ledger.ts';
import { keepWaiting, takeDrop, takeMisdeed } from '#server/sandbox/misdeeds.ts';
import { renderTemplate } from '#server/sandbox/render-template.ts';
import { answerSampleUpload } from '#server/sandbox/sample-upload.ts';
import { findChat, findChatByUserId } from '#server/sandbox/state.ts';
import { answerTemplates, templatesOf } from '#server/sandbox/template-api.ts';

const WINDOW_MS = 24 * 3600_000;

/** Answers the part of the Graph API that a WhatsApp number needs. */
export async function answerGraph(
  core: SandboxCore,
  call: Call,
  path: readonly string[],
): Promise<Answer> {
  const [version = '', objectId = '', edge] = path;
  const isDownload = version === 'media' && path.length === 2 && call.method === 'GET';
  const refuse = (refusal: GraphRefusal) => graphError(refusal, traceId(core));
  if (version === 'media' && path.length === 3 && call.method === 'GET') {
    return openMedia(core, objectId, edge ?? '');
  }
  if ((!isDownload && !/^v\d+\.\d+$/.test(version)) || path.length < 2)
    return refuse(unknownPath(`/${path.join('/')}`));
  if (isDownload) {
    if (!hasBearer(call.authorization, core.secrets.accessToken)) return refuse(badToken);
    return downloadMedia(core, call, objectId);
  }
  const upload = answerSampleUpload(core, call, [objectId, edge]);
  if (upload !== null) return upload;
  const answered = answerAccount(core, call, path);
  if (answered !== undefined) return answered;
  const aboutTemplates = await answerTemplates(core, call, [objectId, edge]);
  if (aboutTemplates !== null) return aboutTemplates;
  const media = edge === undefined ? await answerMedia(core, call, objectId) : null;
  if (media !== null) return media;
  const account = core.state.accounts.get(objectId);
  if (account === undefined) return refuse(noSuchObject(objectId));
  if (edge === 'media' && call.method === 'POST') return uploadMedia(core, call, account);
  if (edge === 'messages' && call.method === 'POST') return postMessage(core, call, account);
  return refuse(unknownPath(`/${path.join('/')}`));
}

async function postMessage(
  core: SandboxCore,
  call: Call,
  account: SandboxAccount,
): Promise<Answer> {
  const { phoneNumberId } = account;
  const body = parseBody(call);
  const sent = { phoneNumberId, ...referenceIn(body) };
  const reading = readPost(core, account, body);
  const drop = await takeDrop(core, sent, 'taken' in reading);
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
  if ('refusal' in reading) return refuseSend(core, account, body, reading.refusal);
  if ('markRead' in reading) {
    const isTyping = typeof body === 'object' && body !== null && 'typing_indicator' in body;
    const taken = await markReadByBusiness(core, reading.markRead, isTyping);
    if (taken) return json({ success: true });
    return refuseSend(core, account, body, badParameter("Parameter 'message_id' is not valid."));
  }
  const { waId, ...accepted } = reading.taken;
  const id = await acceptMessage(core, account, waId, { ...accepted, body });
  await keepWaiting(core, sent, call.gone);
  if (drop !== undefined) throw new DropConnection();
  const garbage = await takeMisdeed(core, sent, 'garbage');
  if (garbage !== undefined) {
    const body = '<html>Sorry, something went wrong.</html>';
    return { status: garbage.http_status, headers: { 'content-type': 'text/html' }, body };
  }
  return json({
    messaging_product: 'whatsapp',
    contacts: [contactIn(accepted.send, waId)],
    messages: [{ id }],
  });
}

interface Taken {
  waId: string;
  send: ReadableMessage;
  /** What the phone shows of it, where the body alone does not tell. */
  content?: MessageContent;
}

/** What a call comes to: a message that is going to be taken, a reading, or a refusal. */
function readPost(
  core: SandboxCore,
  account: SandboxAccount,
  body: unknown,
): { taken: Taken } | { markRead: string } | { refusal: GraphRefusal } {
  const reading = readMessageBody(body);
  if (!reading.ok || 'markRead' in reading) return reading;
  const { send } = reading;
  const wrong = faultInTemplate(core, account, body);
  if (wrong !== null) return { refusal: wrong };
  const recipient = recipientOf(core, account, send);
  if ('refusal' in recipient) return recipient;
  const template = templateIn(core, account, body);
  if (isUnwanted(core, account, recipient.waId, template?.found)) {
    return { refusal: marketingStopped };
  }
  const content = template && { content: renderTemplate(template.found, template.message) };
  return { taken: { ...recipient, send, ...content } };
}

function faultInTemplate(core: SandboxCore, { wabaId }: SandboxAccount, body: unknown) {
  if (typeof body !== 'object' || body === null || !('template' in body)) return null;
  return checkTemplate(templatesOf(core.state, wabaId), body.template);
}

/** A template message together with the template that it names. */
function templateIn(core: SandboxCore, { wabaId }: SandboxAccount, body: unknown) {
  if (typeof body !== 'object' || body === null || !('template' in body)) return undefined;
  const found = findNamed(templatesOf(core.state, wabaId), body.template);
  return found && { found, message: body.template };
}

/** Whoever stopped marketing gets every other message all the same. */
function isUnwanted(
  core: SandboxCore,
  { phoneNumberId }: SandboxAccount,
  waId: string,
  template: SandboxTemplate | undefined,
): boolean {
  if (template?.category.toUpperCase() !== 'MARKETING') return false;
  return findChat(core.state, { phoneNumberId, waId })?.hasStoppedMarketing === true;
}

function recipientOf(
  core: SandboxCore,
  account: SandboxAccount,
  send: ReadableMessage,
): { waId: string } | { refusal: GraphRefusal } {
  const waId = send.to?.replace(/[\s()+.-]/g, '') ?? numberOf(core, account, send.recipient);
  if (waId === undefined) return { refusal: undeliverable };
  if (!/^[1-9]\d{6,14}$/.test(waId)) {
    return { refusal: invalidParameter('Param to must be a valid phone number.') };
  }
  if (waId === account.displayPhoneNumber) return { refusal: sendsToItself };
  if (send.kind !== 'template' && !isWindowOpen(core, account, waId)) {
    return { refusal: windowClosed };
  }
  return { waId };
}

/** Whose number an id for this business stands for. */
function numberOf(
  core: SandboxCore,
  { phoneNumberId }: SandboxAccount,
  userId: string | undefined,
): string | undefined {
  if (userId === undefined) return undefined;
  return findChatByUserId(core.state, phoneNumberId, userId)?.waId;
}

/** Who asked by an id is not told the number behind it. */
function contactIn({ to, recipient }: ReadableMessage, waId: string) {
  return to === undefined ? { input: recipient, user_id: recipient } : { input: to, wa_id: waId };
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

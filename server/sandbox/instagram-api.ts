import type { SandboxAccount } from '#server/sandbox/accounts.ts';
import { hasBearer } from '#server/sandbox/bearer.ts';
import { json, parseBody, queryOf } from '#server/sandbox/call.ts';
import type { Answer, Call } from '#server/sandbox/call.ts';
import type { SandboxCore } from '#server/sandbox/core.ts';
import { badToken, graphError } from '#server/sandbox/graph-error.ts';
import type { GraphRefusal } from '#server/sandbox/graph-error.ts';
import { postToInstagram } from '#server/sandbox/instagram-messages.ts';
import type { Chat } from '#server/sandbox/state.ts';

const TOKEN_SECONDS = 60 * 24 * 3600;

/** Answers what an Instagram account sends and asks of people; undefined for all else. */
export async function answerInstagram(
  core: SandboxCore,
  call: Call,
  path: readonly string[],
): Promise<Answer | undefined> {
  const [version = '', objectId = '', edge] = path;
  const refuse = (refusal: GraphRefusal) => graphError(refusal, `A${core.randomHex(11)}`);
  if (version === 'refresh_access_token' && call.method === 'GET') {
    return isAllowed(core, call) ? newToken(core) : refuse(badToken);
  }
  if (!/^v\d+\.\d+$/.test(version)) return undefined;
  const account = accountFor(core, objectId, parseBody(call));
  if (account !== undefined && edge === 'messages' && call.method === 'POST') {
    return isAllowed(core, call) ? postToInstagram(core, call, account) : refuse(badToken);
  }
  if (edge !== undefined || call.method !== 'GET' || account !== undefined) return undefined;
  const person = findPerson(core, objectId);
  if (person === undefined) return undefined;
  if (!isAllowed(core, call)) return refuse(badToken);
  return person.lastWroteAt === undefined ? refuse(noConsent) : json(profileView(person));
}

/** The token as bearer, or where the documentation shows it. */
function isAllowed(core: SandboxCore, call: Call): boolean {
  const asked = queryOf(call).get('access_token');
  const given = asked === null ? call.authorization : `Bearer ${asked}`;
  return hasBearer(given, core.secrets.accessToken);
}

/** Every account here has the same token, so `me` is whose thread it is, or else the first. */
function accountFor(
  { state }: SandboxCore,
  objectId: string,
  body: unknown,
): SandboxAccount | undefined {
  const accounts = [...state.accounts.values()].filter(({ kind }) => kind === 'instagram');
  if (objectId !== 'me') return accounts.find(({ phoneNumberId }) => phoneNumberId === objectId);
  const recipient = recipientIn(body);
  const hasThread = ({ phoneNumberId }: SandboxAccount) =>
    state.chats.has(`${phoneNumberId}/${recipient}`);
  return accounts.find(hasThread) ?? accounts[0];
}

function recipientIn(body: unknown): string {
  if (typeof body !== 'object' || body === null || !('recipient' in body)) return '';
  const { recipient } = body;
  if (typeof recipient !== 'object' || recipient === null || !('id' in recipient)) return '';
  return String(recipient.id);
}

function findPerson({ state }: SandboxCore, id: string): Chat | undefined {
  return [...state.chats.values()].find(
    ({ waId, phoneNumberId }) =>
      waId === id && state.accounts.get(phoneNumberId)?.kind === 'instagram',
  );
}

function newToken({ secrets }: SandboxCore): Answer {
  return json({
    access_token: secrets.accessToken,
    token_type: 'bearer',
    expires_in: TOKEN_SECONDS,
  });
}

function profileView({ waId, name }: Chat) {
  const username = name.toLowerCase().replace(/[^a-z0-9]+/g, '.');
  return { id: waId, ...(name !== '' && { name, username }) };
}

const noConsent: GraphRefusal = {
  httpStatus: 400,
  code: 230,
  title: 'User consent is required to access user profile',
};

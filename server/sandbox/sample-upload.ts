import { createHmac } from 'node:crypto';
import { SANDBOX_APP_ID } from '#server/sandbox/account-api.ts';
import { hasBearer, hasOAuth } from '#server/sandbox/bearer.ts';
import { json, queryOf } from '#server/sandbox/call.ts';
import type { Answer, Call } from '#server/sandbox/call.ts';
import type { SandboxCore } from '#server/sandbox/core.ts';
import { badToken, graphError, invalidParameter } from '#server/sandbox/graph-error.ts';
import type { GraphRefusal } from '#server/sandbox/graph-error.ts';

/** What the provider takes as an example of a template's header. */
const types = ['application/pdf', 'image/jpeg', 'image/jpg', 'image/png', 'video/mp4'];

/**
 * Takes a file of the app in two calls: one that says what is coming, one with its bytes. Both are
 * answered from what they say, so that nothing has to be kept between them. Null for another call.
 */
export function answerSampleUpload(
  core: SandboxCore,
  call: Call,
  [objectId, edge]: readonly [string, string | undefined],
): Answer | null {
  if (call.method !== 'POST') return null;
  const isOfApp = objectId === 'app' || objectId === SANDBOX_APP_ID;
  if (isOfApp && edge === 'uploads') return begin(core, call);
  return edge === undefined && objectId.startsWith('upload:') ? take(core, call, objectId) : null;
}

function begin(core: SandboxCore, call: Call): Answer {
  const query = queryOf(call);
  const token = query.get('access_token');
  const authorization = token === null ? call.authorization : `Bearer ${token}`;
  if (!hasBearer(authorization, core.secrets.accessToken)) return refuse(core, badToken);
  const [length, type] = [query.get('file_length') ?? '', query.get('file_type') ?? ''];
  if (!/^[1-9]\d{0,8}$/.test(length)) {
    return refuse(core, invalidParameter('Param file_length must be a number of bytes.'));
  }
  if (!types.includes(type)) {
    return refuse(core, invalidParameter(`Param file_type must be one of ${types.join(', ')}.`));
  }
  const about = `${length}:${type}`;
  const id = Buffer.from(about).toString('base64url');
  return json({ id: `upload:${id}?sig=${signature(core, `session ${about}`)}` });
}

function take(core: SandboxCore, call: Call, sessionId: string): Answer {
  // The bytes are sent under another scheme than everything else.
  if (!hasOAuth(call.authorization, core.secrets.accessToken)) return refuse(core, badToken);
  const about = Buffer.from(sessionId.slice('upload:'.length), 'base64url').toString();
  if (queryOf(call).get('sig') !== signature(core, `session ${about}`)) {
    return refuse(core, invalidParameter('The upload session does not exist.'));
  }
  const [length, type = ''] = about.split(':');
  if (call.fileOffset !== '0' || call.bytes.length !== Number(length)) {
    return refuse(core, invalidParameter('The file is not whole.'));
  }
  return json({ h: handleOf(core, type) });
}

function handleOf(core: SandboxCore, type: string): string {
  const coded = Buffer.from(type).toString('base64');
  return `4::${coded}:${signature(core, `handle ${type}`)}`;
}

/** The type of the file behind a handle; null when it is none of ours. */
export function typeBehind(core: SandboxCore, handle: unknown): string | null {
  const coded = typeof handle === 'string' ? (/^4::([^:]+):/.exec(handle)?.[1] ?? '') : '';
  const type = Buffer.from(coded, 'base64').toString();
  return handle === handleOf(core, type) ? type : null;
}

function signature({ secrets }: SandboxCore, text: string): string {
  return createHmac('sha256', secrets.accessToken).update(text).digest('base64url');
}

function refuse(core: SandboxCore, why: GraphRefusal): Answer {
  return graphError(why, `A${core.randomHex(11)}`);
}

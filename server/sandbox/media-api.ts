import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { SandboxAccount } from '#server/sandbox/accounts.ts';
import { hasBearer } from '#server/sandbox/bearer.ts';
import { json, queryOf } from '#server/sandbox/call.ts';
import type { Answer, Call } from '#server/sandbox/call.ts';
import { fault } from '#server/sandbox/controls.ts';
import type { SandboxCore } from '#server/sandbox/core.ts';
import {
  badParameter,
  graphError,
  invalidParameter,
  noSuchObject,
  unknownPath,
} from '#server/sandbox/graph-error.ts';
import type { GraphRefusal } from '#server/sandbox/graph-error.ts';

const MB = 1024 * 1024;
const addressLivesMs = 5 * 60_000;
/** Of an address that nobody can ask for anew: for as long as a fetch is tried again. */
const openAddressLivesMs = 4 * 3_600_000;

/** What the provider takes for upload, and how much of it. */
const limits: readonly { types: RegExp; maxBytes: number }[] = [
  { types: /^image\/(jpeg|png)$/, maxBytes: 5 * MB },
  { types: /^image\/webp$/, maxBytes: MB / 2 },
  { types: /^video\/(mp4|3gpp)$/, maxBytes: 16 * MB },
  { types: /^audio\/(aac|amr|mpeg|mp4|ogg|opus)$/, maxBytes: 16 * MB },
  {
    types:
      /^(text\/(plain|csv)|application\/(pdf|msword|vnd\.(ms-excel|ms-powerpoint)|vnd\.openxmlformats-officedocument\.[\w.]+))$/,
    maxBytes: 100 * MB,
  },
];

/** What a customer's phone puts up in one call; in base64 it is a third more. */
const mostCustomerBytes = 16 * MB;

export const mediaBody = z.strictObject({
  phone_number_id: z.string().regex(/^\S{1,64}$/),
  mime_type: z.string().regex(/^[\w.+-]+\/[\w.+-]+(; ?[\w-]+=[\w-]+)*$/),
  file_name: z.string().min(1).max(240).optional(),
  content: z
    .base64()
    .min(1)
    .max(Math.ceil((mostCustomerBytes * 4) / 3)),
});

/** Takes a file that a customer is going to send; its id then goes into a message of theirs. */
export async function putCustomerFile(
  core: SandboxCore,
  input: z.output<typeof mediaBody>,
): Promise<Answer> {
  const { phone_number_id: phoneNumberId, mime_type: mimeType, file_name } = input;
  if (!core.state.accounts.has(phoneNumberId)) return fault(404, 'There is no such number here.');
  const bytes = Buffer.from(input.content, 'base64');
  const id = newId(core);
  const file = { phoneNumberId, mimeType, fileName: file_name ?? null, bytes };
  const { sha256, sizeBytes } = await core.media.keep(id, file);
  return json({ id, mime_type: mimeType, sha256, file_size: sizeBytes });
}

/** Takes a file that the business uploads for its messages. */
export async function uploadMedia(
  core: SandboxCore,
  call: Call,
  { phoneNumberId }: SandboxAccount,
): Promise<Answer> {
  const form = await formIn(call);
  const refuse = (refusal: GraphRefusal) => graphError(refusal, traceId(core));
  if (form?.get('messaging_product') !== 'whatsapp') {
    return refuse(invalidParameter('The parameter messaging_product is required.'));
  }
  const file = form.get('file');
  if (!(file instanceof File)) return refuse(badParameter("Parameter 'file' is missing.", 131008));
  const told = form.get('type');
  const mimeType = bareType(typeof told === 'string' && told !== '' ? told : file.type);
  const limit = limits.find(({ types }) => types.test(mimeType));
  if (limit === undefined) {
    return refuse(
      invalidParameter(
        `Param file must be a file with one of the types that are supported. Received file of type '${mimeType}'.`,
      ),
    );
  }
  if (file.size > limit.maxBytes) {
    return refuse(invalidParameter(`Param file of type ${mimeType} is too large.`));
  }
  const id = newId(core);
  const bytes = new Uint8Array(await file.arrayBuffer());
  await core.media.keep(id, { phoneNumberId, mimeType, fileName: file.name || null, bytes });
  return json({ id });
}

/** Answers about a file by its id, or null when the id is none of a file. */
export async function answerMedia(
  core: SandboxCore,
  call: Call,
  id: string,
): Promise<Answer | null> {
  const found = await core.media.describe(id);
  if (found === null) return null;
  const asked = queryOf(call).get('phone_number_id');
  if (asked !== null && asked !== found.phoneNumberId) {
    return graphError(noSuchObject(id), traceId(core));
  }
  if (call.method === 'DELETE') {
    await core.media.remove(id);
    return json({ success: true });
  }
  if (call.method !== 'GET') return graphError(unknownPath(`/${id}`), traceId(core));
  const { mimeType: mime_type, sha256, sizeBytes: file_size } = found;
  return json({
    messaging_product: 'whatsapp',
    url: addressOf(core, call, id),
    mime_type,
    sha256,
    file_size,
    id,
  });
}

/** The bytes themselves, for as long as the address lives. */
export async function downloadMedia(core: SandboxCore, call: Call, id: string): Promise<Answer> {
  return bytesOf(core, id, Number(queryOf(call).get('until') ?? 0));
}

/** The same at an address that wants no bearer, as Instagram gives: its last part is the key. */
export async function openMedia(core: SandboxCore, id: string, key: string): Promise<Answer> {
  const until = Number(key.split('.', 1)[0]);
  const isRight = hasBearer(`Bearer ${key}`, keyFor(core, id, until));
  return bytesOf(core, id, isRight ? until : 0);
}

/** Where the app can fetch a file without a token; null when this number keeps no such file. */
export async function openAddressOf(
  core: SandboxCore,
  call: Call,
  { phoneNumberId, id }: { phoneNumberId: string; id: string },
): Promise<string | null> {
  const found = await core.media.describe(id);
  if (found?.phoneNumberId !== phoneNumberId) return null;
  const until = core.clock.now().getTime() + openAddressLivesMs;
  return `${core.origin ?? rootOf(call)}/media/${id}/${keyFor(core, id, until)}`;
}

function keyFor({ secrets }: SandboxCore, id: string, until: number): string {
  const mark = createHmac('sha256', secrets.accessToken).update(`media|${id}|${until}`);
  return `${until}.${mark.digest('base64url')}`;
}

async function bytesOf(core: SandboxCore, id: string, until: number): Promise<Answer> {
  const found = await core.media.describe(id);
  const bytes = found === null ? null : await core.media.read(id);
  if (found === null || bytes === null || core.clock.now().getTime() > until) {
    return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Not found' };
  }
  return { status: 200, headers: { 'content-type': found.mimeType }, body: bytes };
}

function addressOf(core: SandboxCore, call: Call, id: string): string {
  const until = core.clock.now().getTime() + addressLivesMs;
  return `${rootOf(call)}/media/${id}?until=${until}`;
}

/** The host and the root by which the caller came, whatever stands in front of us. */
function rootOf({ url, host }: Call): string {
  const root = url.startsWith('/api/sandbox/') ? '/api/sandbox' : '';
  return `http://${host ?? 'localhost'}${root}`;
}

async function formIn({ bytes, contentType }: Call): Promise<FormData | null> {
  const headers = { 'content-type': contentType ?? '' };
  try {
    return await new Response(Buffer.from(bytes), { headers }).formData();
  } catch {
    return null;
  }
}

function bareType(type: string): string {
  return type.split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** Sixteen digits, as the provider's are. */
function newId(core: SandboxCore): string {
  const number = BigInt(`0x${core.randomHex(7)}`) % 9_000_000_000_000_000n;
  return (1_000_000_000_000_000n + number).toString();
}

function traceId(core: SandboxCore): string {
  return `A${core.randomHex(11)}`;
}

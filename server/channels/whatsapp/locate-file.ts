import { request } from 'undici';
import { z } from 'zod';
import { GRAPH_API_VERSION } from '#server/channels/meta/read-answer.ts';
import { metaError } from '#server/channels/meta/read-failure.ts';
import type {
  ChannelConnection,
  FileLocation,
  LocatedFile,
  WantedFile,
} from '#server/channels/types.ts';
import { whatsappCredentials } from '#server/channels/whatsapp/credentials.ts';
import { readFailure } from '#server/channels/whatsapp/read-failure.ts';

const timeoutMs = 15_000;
const mostAnswerBytes = 64 * 1024;
/** Where Meta keeps files. Our token goes there, and nowhere else that an answer may name. */
const metaHosts = /(^|\.)(facebook\.com|fbsbx\.com|fbcdn\.net|whatsapp\.net)$/;

const size = z.union([z.int(), z.string().regex(/^\d{1,15}$/)]).transform(Number);
const described = z.object({
  url: z.string().min(1),
  mime_type: z.string().optional().catch(undefined),
  sha256: z.string().optional().catch(undefined),
  file_size: size.optional().catch(undefined),
});
const gone = 'WhatsApp does not have this file any more.';
const refused = z.object({ error: metaError });

/** Asks where a file lies right now: the address lives five minutes, and wants the token too. */
export async function locateFile(
  connection: ChannelConnection,
  { providerMediaId, url }: WantedFile,
): Promise<FileLocation> {
  const credentials = whatsappCredentials.safeParse(connection.credentials);
  if (!credentials.success) return failure('This channel has no access token.', false);
  const authorization = `Bearer ${credentials.data.accessToken}`;
  const at = (file: LocatedFile): FileLocation => ({
    ok: true,
    ...file,
    ...(mayHaveToken(file.url, connection) ? { headers: { authorization } } : {}),
  });
  if (providerMediaId === undefined) {
    return url === undefined
      ? failure('WhatsApp did not say where this file is.', false)
      : at({ url, endedText: gone });
  }
  const query = new URLSearchParams({ phone_number_id: connection.externalId });
  const path = `${GRAPH_API_VERSION}/${encodeURIComponent(providerMediaId)}?${query.toString()}`;
  const answer = await ask(`${connection.baseUrl}/${path}`, authorization);
  if (answer === null) return failure('WhatsApp cannot be reached right now.', true);
  const found = answer.status === 200 ? described.safeParse(answer.body).data : undefined;
  if (found === undefined) return failureIn(answer);
  const { mime_type: mimeType, file_size: sizeBytes } = found;
  const sha256 = hexOf(found.sha256);
  return at({
    url: found.url,
    ...(mimeType === undefined ? {} : { mimeType }),
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
  });
}

interface Answer {
  status: number;
  body: unknown;
}

async function ask(url: string, authorization: string): Promise<Answer | null> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const { statusCode, body } = await request(url, { headers: { authorization }, signal });
    return { status: statusCode, body: parseJson(await textOf(body)) };
  } catch {
    return null;
  }
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > mostAnswerBytes) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function failureIn({ status, body }: Answer): FileLocation {
  const error = refused.safeParse(body).data?.error;
  if (error === undefined) return failure('WhatsApp did not say where this file is.', true);
  if (error.code === 100 || status === 404) {
    return failure(gone, false);
  }
  const { code, message } = readFailure(error);
  const isForGood = code === 'credentials_invalid' || code === 'permission_missing';
  return failure(message.replace(/ this message/, ' this file'), !isForGood);
}

/** The address as configured, or one of Meta's own. */
function mayHaveToken(text: string, { baseUrl }: ChannelConnection): boolean {
  const url = URL.parse(text);
  if (url === null) return false;
  if (url.origin === new URL(baseUrl).origin) return true;
  return url.protocol === 'https:' && metaHosts.test(url.hostname);
}

/** A webhook has it in base64, an answer in hexadecimal; what is neither cannot be compared. */
export function hexOf(sha256: string | undefined): string | undefined {
  if (sha256 === undefined) return undefined;
  if (/^[0-9a-f]{64}$/i.test(sha256)) return sha256.toLowerCase();
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(sha256)) return undefined;
  const bytes = Buffer.from(sha256, 'base64');
  return bytes.length === 32 ? bytes.toString('hex') : undefined;
}

function failure(text: string, canRetry: boolean): FileLocation {
  return { ok: false, text, canRetry };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

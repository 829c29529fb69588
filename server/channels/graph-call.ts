import { z } from 'zod';
import type { ChannelConnection } from '#server/channels/types.ts';
import type { SetupRefusal } from '#server/channels/setup.ts';

const version = 'v23.0';
const timeoutMs = 8_000;
/** No answer about an account is nearly as long. */
const mostAnswerBytes = 512 * 1024;
/** Of what Meta says about a refusal. */
const mostSaid = 300;

export interface GraphCall {
  method?: 'GET' | 'POST' | 'DELETE';
  /** Under the version, each part already safe in an address. */
  path: string;
  query?: Record<string, string>;
  body?: Record<string, unknown>;
  token: string;
}

/** What Meta answered; a call without an answer has no code. */
export type GraphAnswer<T> =
  { ok: true; value: T } | { ok: false; code: number | null; subcode: number | null; said: string };

const graphError = z.object({
  error: z.object({
    code: z.number(),
    error_subcode: z.number().optional().catch(undefined),
    message: z.string().catch(''),
    error_user_msg: z.string().optional().catch(undefined),
  }),
});

/** Asks Meta's API about an account; every outcome is a value, within eight seconds. */
export async function callGraph<T>(
  { baseUrl }: Pick<ChannelConnection, 'baseUrl'>,
  { method = 'GET', path, query = {}, body, token }: GraphCall,
  schema: z.ZodType<T>,
): Promise<GraphAnswer<T>> {
  const search = new URLSearchParams(query).toString();
  const url = `${baseUrl}/${version}/${path}${search === '' ? '' : `?${search}`}`;
  try {
    const response = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return withoutToken(readAnswer(await readText(response, mostAnswerBytes), schema), token);
  } catch {
    return noAnswer('Meta did not answer in time.');
  }
}

/** What Meta refused, or did not say, for people; `field` is what is most likely wrong. */
export function refusalOfGraph(
  answer: Extract<GraphAnswer<unknown>, { ok: false }>,
  field: SetupRefusal['field'],
): SetupRefusal {
  const { code, said } = answer;
  if (code === null) {
    const sentence = 'Meta cannot be reached right now. What you typed stays here; try again.';
    return { sentence, isPassing: true };
  }
  if (isTokenFault(code)) {
    return {
      sentence: 'Meta does not accept this access token. It may have expired, or be cut short.',
      field: 'accessToken',
      isPassing: false,
    };
  }
  if (isPermissionFault(code)) {
    return {
      sentence: 'This access token may not look at this account. Give it the permissions first.',
      field: 'accessToken',
      isPassing: false,
    };
  }
  if (isTryAgain(code)) {
    const sentence = 'Meta takes no more calls right now. What you typed stays here; try again.';
    return { sentence, isPassing: true };
  }
  if (code === 100 || code === 33 || code === 803) {
    return {
      sentence: 'Meta knows no such account for this access token. Check the id, digit by digit.',
      ...(field === undefined ? {} : { field }),
      isPassing: false,
    };
  }
  return { sentence: `Meta refused this: ${said || `error ${String(code)}`}.`, isPassing: false };
}

export const isTokenFault = (code: number | null): boolean => [0, 102, 190].includes(code ?? -1);

export function isPermissionFault(code: number | null): boolean {
  return code !== null && (code === 3 || code === 10 || (code >= 200 && code <= 299));
}

const isTryAgain = (code: number) => [1, 2, 4, 17, 32, 613, 80007].includes(code);

function readAnswer<T>(text: string, schema: z.ZodType<T>): GraphAnswer<T> {
  const body = parseJson(text);
  const refused = graphError.safeParse(body);
  if (refused.success) {
    const {
      code,
      error_subcode: subcode,
      message,
      error_user_msg: userMessage,
    } = refused.data.error;
    return { ok: false, code, subcode: subcode ?? null, said: userMessage ?? message };
  }
  const taken = schema.safeParse(body);
  return taken.success
    ? { ok: true, value: taken.data }
    : noAnswer('Meta answered in a form that is not known here.');
}

/** Meta repeats a token that it cannot read; what it says is shown, and kept. */
function withoutToken<T>(answer: GraphAnswer<T>, token: string): GraphAnswer<T> {
  if (answer.ok) return answer;
  const secrets = [token, ...token.split('|').slice(1)].filter((secret) => secret !== '');
  const said = secrets.reduce((text, secret) => text.replaceAll(secret, '…'), answer.said);
  return { ...answer, said: said.slice(0, mostSaid).replace(/\.+$/, '') };
}

const noAnswer = (said: string) => ({ ok: false as const, code: null, subcode: null, said });

/** Throws for an answer that is longer than that. */
export async function readText(response: Response, mostBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > mostBytes) throw new Error('The answer is too long.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** With text as a database can hold it: no NUL, no half of a surrogate pair. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, (_key, value: unknown) =>
      typeof value === 'string' ? value.replaceAll('\u0000', '').toWellFormed() : value,
    );
  } catch {
    return undefined;
  }
}

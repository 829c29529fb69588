import { z } from 'zod';
import type { ChannelConnection } from '#server/channels/types.ts';
import type {
  TemplateFailure,
  TemplateFailureCode,
  TemplateResult,
} from '#server/channels/template-parts.ts';
import { whatsappCredentials } from '#server/channels/whatsapp/credentials.ts';

const TIMEOUT_MS = 30_000;
const MOST_ANSWER_BYTES = 16 * 1024 * 1024;

interface TemplateRequest {
  method: 'GET' | 'POST' | 'DELETE';
  url: string;
  body?: unknown;
}

const refused = z.object({
  error: z.object({
    code: z.coerce.number(),
    error_subcode: z.coerce.number().optional().catch(undefined),
    message: z.string().optional().catch(undefined),
    error_user_title: z.string().optional().catch(undefined),
    error_user_msg: z.string().optional().catch(undefined),
  }),
});

interface Known {
  code: TemplateFailureCode;
  message: string;
  retryable?: true;
}

/** What each of Meta's subcodes about templates means; see also the codes below. */
const bySubcode: Record<number, Known> = {
  2388023: {
    code: 'name_blocked',
    message:
      'A template of this name was deleted a short while ago. WhatsApp keeps the name for 30 days: choose another.',
  },
  2388024: {
    code: 'name_taken',
    message: 'There is a template of this name in this language already. Choose another name.',
  },
  2388025: {
    code: 'not_editable',
    message: 'WhatsApp does not let this template be edited while it is in review.',
  },
  2388019: {
    code: 'limit_reached',
    message: 'This account has as many templates as WhatsApp allows. Delete one to make room.',
  },
  2388039: {
    code: 'limit_reached',
    message:
      'An approved template can be edited once a day and ten times in 30 days. Try again later.',
  },
  2388040: { code: 'invalid', message: 'A part of the template is longer than WhatsApp allows.' },
  2388043: {
    code: 'invalid',
    message: 'A blank has no sample. Give WhatsApp an example for each of them.',
  },
  2388047: {
    code: 'invalid',
    message: 'The header has something that WhatsApp does not allow there.',
  },
  2388072: {
    code: 'invalid',
    message: 'The body has something that WhatsApp does not allow there.',
  },
  2388073: {
    code: 'invalid',
    message: 'The footer has something that WhatsApp does not allow there.',
  },
  2388293: {
    code: 'invalid',
    message: 'There are too many blanks for so few words. Write more, or leave blanks out.',
  },
  2388299: {
    code: 'invalid',
    message: 'A text cannot begin or end with a blank. Put a word before or after it.',
  },
};

const byCode: Record<number, Known> = {
  0: { code: 'credentials_invalid', message: 'WhatsApp no longer accepts the access token.' },
  190: {
    code: 'credentials_invalid',
    message: 'WhatsApp no longer accepts the access token. Connect the channel again.',
  },
  3: { code: 'permission_missing', message: 'The access token may not look after templates.' },
  10: { code: 'permission_missing', message: 'The access token may not look after templates.' },
  200: {
    code: 'permission_missing',
    message:
      'The access token may not look after templates: it lacks whatsapp_business_management.',
  },
  4: {
    code: 'rate_limited',
    message: 'WhatsApp limits how often templates are asked for. Try again in an hour.',
    retryable: true,
  },
  80008: {
    code: 'rate_limited',
    message: 'WhatsApp limits how often templates are asked for. Try again in an hour.',
    retryable: true,
  },
  1: { code: 'unavailable', message: 'WhatsApp has trouble right now.', retryable: true },
  2: { code: 'unavailable', message: 'WhatsApp has trouble right now.', retryable: true },
};

const noSuchObject = 33;

/** Asks the Graph API about templates; whatever comes, or does not, is a value. */
export async function callTemplates<Answer>(
  connection: ChannelConnection,
  { method, url, body }: TemplateRequest,
  expected: z.ZodType<Answer>,
): Promise<TemplateResult<Answer>> {
  const credentials = whatsappCredentials.safeParse(connection.credentials);
  if (!credentials.success) {
    return fail({ code: 'credentials_invalid', message: 'This channel has no access token.' });
  }
  const answer = await ask(url, {
    method,
    headers: {
      authorization: `Bearer ${credentials.data.accessToken}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (answer === null) return unanswered(method);
  const parsed = answer.ok ? expected.safeParse(answer.body) : null;
  if (parsed?.success === true) return { ok: true, value: parsed.data };
  const error = refused.safeParse(answer.body);
  if (error.success) return { ok: false, failure: readRefusal(error.data.error) };
  return unanswered(method);
}

async function ask(url: string, init: RequestInit): Promise<{ ok: boolean; body: unknown } | null> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(url, { ...init, redirect: 'manual', signal });
    const text = await readText(response);
    return { ok: response.ok, body: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}

/** Throws when there is more of it than any page of templates can be. */
async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    const bytes = chunk as Uint8Array;
    length += bytes.length;
    if (length > MOST_ANSWER_BYTES) throw new Error('The answer is too long.');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readRefusal(error: z.infer<typeof refused>['error']): TemplateFailure {
  const { code, error_subcode: subcode, error_user_msg: said, error_user_title: title } = error;
  const detail = said ?? title ?? error.message;
  return {
    ...meaningOf(code, subcode, said),
    providerCode: subcode === undefined ? String(code) : `${code}/${subcode}`,
    ...(detail === undefined ? {} : { providerDetail: detail.slice(0, 500) }),
  };
}

function meaningOf(code: number, subcode: number | undefined, said: string | undefined) {
  if (code === 100 && subcode === noSuchObject) {
    return plain({ code: 'not_found', message: 'WhatsApp does not have this any more.' });
  }
  const known = (subcode === undefined ? undefined : bySubcode[subcode]) ?? byCode[code];
  if (known !== undefined) return plain(known);
  if (code === 100 || code === 192 || code === 368) {
    const message = said ?? 'WhatsApp does not take this template as it is.';
    return plain({ code: 'invalid', message });
  }
  return plain({ code: 'unknown_failure', message: said ?? 'WhatsApp refused this.' });
}

function plain({
  code,
  message,
  retryable = false,
}: Omit<Known, 'retryable'> & {
  retryable?: boolean;
}): TemplateFailure {
  return { code, message, retryable };
}

function unanswered(method: TemplateRequest['method']): TemplateResult<never> {
  if (method === 'GET') {
    return fail({ code: 'unavailable', message: 'WhatsApp cannot be reached right now.' }, true);
  }
  return fail({
    code: 'outcome_unknown',
    message:
      'The connection broke before WhatsApp answered. Look at the list again before you try once more.',
  });
}

function fail(known: Omit<Known, 'retryable'>, retryable = false): TemplateResult<never> {
  return { ok: false, failure: { ...known, retryable } };
}

import { z } from 'zod';
import { readText } from '#server/channels/graph-call.ts';
import type { ChannelConnection } from '#server/channels/types.ts';
import type {
  TemplateFailure,
  TemplateFailureCode,
  TemplateResult,
} from '#server/channels/template-parts.ts';
import { whatsappCredentials } from '#server/channels/whatsapp/credentials.ts';

const TIMEOUT_MS = 30_000;
/** A sample file over a slow line. */
const UPLOAD_TIMEOUT_MS = 120_000;
/** More than any page of templates has. */
const MOST_ANSWER_BYTES = 16 * 1024 * 1024;

interface TemplateRequest {
  method: 'GET' | 'POST' | 'DELETE';
  url: string;
  body?: unknown;
  /** In place of a body: the bytes of a file, for a session that waits for them. */
  file?: Uint8Array;
  /** Asked again it does nothing twice, so that a lost answer leaves nothing in doubt. */
  isRepeatable?: true;
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

const kept: Known = {
  code: 'name_blocked',
  message:
    'A template of this name was deleted a short while ago. WhatsApp keeps the name for 30 days: choose another.',
};

/**
 * What Meta's error page says of each, and for 2388023 to 2388025 and 2388043, which it leaves out,
 * what people were answered. Whatever else comes is told in Meta's own sentence.
 */
const bySubcode: Record<number, Known> = {
  2388019: {
    code: 'limit_reached',
    message: 'This account has as many templates as WhatsApp allows. Delete one to make room.',
  },
  2388023: kept,
  2388024: {
    code: 'name_taken',
    message: 'There is a template of this name in this language already. Choose another name.',
  },
  2388025: kept,
  2388039: {
    code: 'not_editable',
    message:
      'WhatsApp does not let this template be edited now: it is in review, or was edited too often lately.',
  },
  2388040: { code: 'invalid', message: 'A part of the template is longer than WhatsApp allows.' },
  2388043: {
    code: 'invalid',
    message: 'Something is missing, such as the example of a blank. WhatsApp wants one for each.',
  },
  2388047: {
    code: 'invalid',
    message: 'The header has something that WhatsApp does not allow there.',
  },
  2388072: {
    code: 'invalid',
    message: 'The message has something that WhatsApp does not allow there.',
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
  request: TemplateRequest,
  expected: z.ZodType<Answer>,
): Promise<TemplateResult<Answer>> {
  const credentials = whatsappCredentials.safeParse(connection.credentials);
  if (!credentials.success) {
    return fail({ code: 'credentials_invalid', message: 'This channel has no access token.' });
  }
  const answer = await ask(request, credentials.data.accessToken);
  if (answer === null) return unanswered(request);
  const parsed = answer.ok ? expected.safeParse(answer.body) : null;
  if (parsed?.success === true) return { ok: true, value: parsed.data };
  const error = refused.safeParse(answer.body);
  if (error.success) return { ok: false, failure: readRefusal(error.data.error) };
  return unanswered(request);
}

async function ask(
  { method, url, body, file }: TemplateRequest,
  accessToken: string,
): Promise<{ ok: boolean; body: unknown } | null> {
  // Meta takes the bytes of a file only under this name of the scheme, from their first.
  const headers: Record<string, string> =
    file === undefined
      ? { authorization: `Bearer ${accessToken}` }
      : { authorization: `OAuth ${accessToken}`, file_offset: '0' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const content = file === undefined ? JSON.stringify(body) : new Blob([new Uint8Array(file)]);
  try {
    const response = await fetch(url, {
      method,
      headers,
      ...(file === undefined && body === undefined ? {} : { body: content }),
      redirect: 'manual',
      signal: AbortSignal.timeout(file === undefined ? TIMEOUT_MS : UPLOAD_TIMEOUT_MS),
    });
    const text = await readText(response, MOST_ANSWER_BYTES);
    return { ok: response.ok, body: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
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
  const known = bySubcode[subcode ?? code] ?? bySubcode[code] ?? byCode[code];
  // What exactly is wrong with a text, Meta says better than its code does.
  if (known?.code === 'invalid' && said !== undefined) return plain({ ...known, message: said });
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

function unanswered({ method, isRepeatable }: TemplateRequest): TemplateResult<never> {
  if (method === 'GET' || isRepeatable === true) {
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

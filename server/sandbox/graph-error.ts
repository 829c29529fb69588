import { json } from '#server/sandbox/call.ts';
import type { Answer } from '#server/sandbox/call.ts';

/** A refusal in the words of the Graph API. */
export interface GraphRefusal {
  httpStatus: number;
  code: number;
  title: string;
  details?: string;
  subcode?: number;
  type?: string;
  retryAfterSeconds?: number;
}

/** The refusal as the provider answers it, trace id included. */
export function graphError(refusal: GraphRefusal, traceId: string): Answer {
  const { httpStatus, code, title, details, subcode, retryAfterSeconds } = refusal;
  const error = {
    message: `(#${code}) ${title}`,
    type: refusal.type ?? 'OAuthException',
    code,
    ...(subcode === undefined ? {} : { error_subcode: subcode }),
    ...(details === undefined ? {} : { error_data: { messaging_product: 'whatsapp', details } }),
    fbtrace_id: traceId,
  };
  const headers: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return json({ error }, { status: httpStatus, headers });
}

export const badToken: GraphRefusal = {
  httpStatus: 401,
  code: 190,
  title: 'Invalid OAuth access token - Cannot parse access token',
};

export const windowClosed: GraphRefusal = {
  httpStatus: 400,
  code: 131047,
  title: 'Re-engagement message',
  details:
    'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
};

export const sendsToItself: GraphRefusal = {
  httpStatus: 400,
  code: 131021,
  title: 'Recipient cannot be sender',
  details: 'Sender and recipient phone number is the same.',
};

export const undeliverable: GraphRefusal = {
  httpStatus: 400,
  code: 131026,
  title: 'Message undeliverable',
  details: 'Message Undeliverable.',
};

export const marketingStopped: GraphRefusal = {
  httpStatus: 400,
  code: 131050,
  title: 'Unable to deliver the message',
  details: 'This recipient has chosen to stop receiving marketing messages on WhatsApp from you.',
};

export function noSuchObject(id: string): GraphRefusal {
  return {
    httpStatus: 400,
    code: 100,
    subcode: 33,
    type: 'GraphMethodException',
    title: `Unsupported request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`,
  };
}

export function unknownPath(path: string): GraphRefusal {
  return { httpStatus: 404, code: 2500, title: `Unknown path components: ${path}` };
}

export function badParameter(details: string, code = 131009): GraphRefusal {
  const title = code === 131008 ? 'Required parameter is missing' : 'Parameter value is not valid';
  return { httpStatus: 400, code, title, details };
}

export function invalidParameter(title: string): GraphRefusal {
  return { httpStatus: 400, code: 100, title };
}

/** A call of the Graph or the control API, whichever way it came. */
export interface Call {
  method: string;
  /** Path and query, under the sandbox's own root or under where that is mounted. */
  url: string;
  authorization: string | undefined;
  /** How the caller calls us: host and port. */
  host?: string | undefined;
  contentType?: string | undefined;
  /** From where on a file is sent, as an upload in parts says it. */
  fileOffset?: string | undefined;
  bytes: Uint8Array;
  /** Aborted when the caller is gone. */
  gone(): AbortSignal;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string | Uint8Array<ArrayBuffer>;
}

export function json(
  value: unknown,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): Answer {
  const type = { 'content-type': 'application/json' };
  return { status, headers: { ...headers, ...type }, body: JSON.stringify(value) };
}

/** Undefined when it is no JSON. */
export function parseBody({ bytes }: Call): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The path under the sandbox's own root, wherever that is mounted. */
export function segmentsOf({ url }: Call): string[] {
  const [path = ''] = url.split('?', 1);
  return path
    .replace(/^\/api\/sandbox(?=\/)/, '')
    .split('/')
    .filter(Boolean)
    .map(decode);
}

export function queryOf({ url }: Call): URLSearchParams {
  return new URLSearchParams(url.split('?').slice(1).join('?'));
}

export async function callOf(request: Request): Promise<Call> {
  const { pathname, search } = new URL(request.url);
  return {
    method: request.method,
    url: pathname + search,
    authorization: request.headers.get('authorization') ?? undefined,
    host: request.headers.get('host') ?? undefined,
    contentType: request.headers.get('content-type') ?? undefined,
    fileOffset: request.headers.get('file_offset') ?? undefined,
    bytes: new Uint8Array(await request.arrayBuffer()),
    gone: () => request.signal,
  };
}

/** A player learns the length of a sound from its end, so it asks for files in parts. */
export function responseOf(answer: Answer, range: string | null = null): Response {
  const { status, headers, body } = answer;
  if (headers['accept-ranges'] === undefined || typeof body === 'string') {
    return new Response(body, { status, headers });
  }
  const [, first, last = ''] = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(range ?? '') ?? [];
  const start = Number(first ?? 0);
  const end = last === '' ? body.length : Math.min(Number(last) + 1, body.length);
  if (first === undefined || start >= end) {
    const whole = { ...headers, 'content-length': String(body.length) };
    return new Response(body, { status, headers: whole });
  }
  const part = {
    ...headers,
    'content-length': String(end - start),
    'content-range': `bytes ${start}-${end - 1}/${body.length}`,
  };
  return new Response(body.slice(start, end), { status: 206, headers: part });
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

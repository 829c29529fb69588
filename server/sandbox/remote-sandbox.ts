import type { Authorize } from '#server/sandbox/control-api.ts';
import { responseOf } from '#server/sandbox/call.ts';
import { fault } from '#server/sandbox/controls.ts';
import { hasBearer } from '#server/sandbox/bearer.ts';
import type { Sandbox, SeededCustomer } from '#server/sandbox/sandbox.ts';
import type { SandboxSecrets } from '#server/sandbox/secrets.ts';

/** A sandbox that runs as a process of its own, seen from the app: calls are passed on to it. */
export function remoteSandbox(baseUrl: string, { controlToken }: SandboxSecrets): Sandbox {
  const control = `${baseUrl}/api/sandbox/control`;
  const headers = { authorization: `Bearer ${controlToken}`, 'content-type': 'application/json' };
  return {
    start: () => Promise.resolve(),
    idle: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    async handle(request, authorize) {
      const { pathname, search } = new URL(request.url);
      const name = /\/control\/(\w+)$/.exec(pathname)?.[1];
      if (name === undefined) return refusal(404, 'The sandbox runs as a process of its own.');
      const body = request.method === 'GET' ? undefined : await request.text();
      const authorization = request.headers.get('authorization') ?? undefined;
      if (!hasBearer(authorization, controlToken) && !(await allows(authorize, request, body))) {
        return refusal(401, 'You may not use this sandbox number.');
      }
      return passOn(`${control}/${name}${search}`, {
        method: request.method,
        headers,
        ...(body === undefined ? {} : { body }),
        signal: request.signal,
      });
    },
    async saveCustomers(customers) {
      for (const customer of customers) {
        const body = JSON.stringify(customerBody(customer));
        const response = await fetch(`${control}/customers`, { method: 'POST', headers, body });
        if (!response.ok) throw new Error(`The sandbox answered ${response.status}.`);
      }
    },
  };
}

const PASSED_ON = [
  'content-type',
  'content-disposition',
  'content-security-policy',
  'x-content-type-options',
  'cache-control',
];

async function passOn(url: string, init: RequestInit): Promise<Response> {
  try {
    const response = await fetch(url, init);
    const { status } = response;
    const kept = PASSED_ON.flatMap((name): [string, string][] => {
      const value = response.headers.get(name);
      return value === null ? [] : [[name, value]];
    });
    return new Response(await response.arrayBuffer(), { status, headers: kept });
  } catch {
    return refusal(503, 'The sandbox process is not running; start it with npm run sandbox.');
  }
}

function refusal(status: number, message: string): Response {
  return responseOf(fault(status, message));
}

/** Deeds on the whole sandbox name no number, and so stay with the holder of the control token. */
async function allows(
  authorize: Authorize | undefined,
  request: Request,
  body: string | undefined,
): Promise<boolean> {
  const url = new URL(request.url);
  if (/\/control\/(accounts|webhook|reset)$/.test(url.pathname) && body !== undefined) return false;
  const number = body === undefined ? numberAsked(url) : numberIn(body);
  return number !== null && (await authorize?.(number)) === true;
}

/** Named once: of two, the sandbox might take the one that was not asked about. */
function numberAsked({ searchParams }: URL): string | null {
  const [number, ...others] = searchParams.getAll('phone_number_id');
  return others.length === 0 ? (number ?? null) : null;
}

function numberIn(body: string): string | null {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null || !('phone_number_id' in parsed))
      return null;
    return typeof parsed.phone_number_id === 'string' ? parsed.phone_number_id : null;
  } catch {
    return null;
  }
}

function customerBody({ phoneNumberId, waId, name, lastWroteAt }: SeededCustomer) {
  return {
    phone_number_id: phoneNumberId,
    wa_id: waId,
    name,
    ...(lastWroteAt === undefined ? {} : { last_wrote_at: lastWroteAt.toISOString() }),
  };
}

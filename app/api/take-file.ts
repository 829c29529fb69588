import { Readable } from 'node:stream';
import { sessionFromCookieHeader } from '#server/auth/session-cookie.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { ServiceError } from '#server/domain/errors.ts';
import { log } from '#server/log.ts';
import { memberContext } from '#server/trpc/init.ts';

const statuses: Record<ServiceError['code'], number> = {
  BAD_REQUEST: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  PRECONDITION_FAILED: 412,
  TOO_MANY_REQUESTS: 429,
  UNAVAILABLE: 503,
};

/** What is said of a file beside its bytes. */
interface Said {
  query: URLSearchParams;
  fileName: string;
  mimeType: string | undefined;
}

/** Returns what is to be done with the file, or null where what was said of it makes no sense. */
type Taker = (said: Said) => ((ctx: BusinessContext, content: Readable) => Promise<unknown>) | null;

/** Takes one file, as the body itself, for the business that the page shows. */
export async function takeFile(request: Request, takerFor: Taker): Promise<Response> {
  const session = await sessionFromCookieHeader(request.headers.get('cookie'));
  if (session?.current == null) return refusal(401, 'Please sign in first.');
  const { current } = session;
  const shown = request.headers.get('x-business-id');
  if (shown !== null && shown !== current.businessId) {
    return refusal(403, 'You work in another business now. Reload the page, or switch back.');
  }
  const { searchParams: query } = new URL(request.url);
  const mimeType = request.headers.get('content-type') ?? undefined;
  const take = takerFor({ query, fileName: query.get('name') ?? '', mimeType });
  if (take === null || request.body === null) return refusal(400, 'This is not a file to send.');
  const content = Readable.fromWeb(request.body as Parameters<typeof Readable.fromWeb>[0]);
  try {
    return answer(200, await take(memberContext(current, session), content));
  } catch (error) {
    if (error instanceof ServiceError) return refusal(statuses[error.code], error.message);
    // Who took the file out again is told nothing any more.
    if (request.signal.aborted) return refusal(499, 'The upload broke off.');
    log().error({ error }, 'a file was not taken');
    return refusal(500, 'The file could not be taken. Try it again.');
  } finally {
    content.destroy();
  }
}

function refusal(status: number, message: string): Response {
  return answer(status, { message });
}

function answer(status: number, body: unknown): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
}

import { createHash, timingSafeEqual } from 'node:crypto';
import { writeMetrics } from '#server/metrics.ts';

/** Answers with the figures when the call carries the token: 404 when none is set, 401 without it. */
export async function answerMetrics(
  request: Request,
  token: string | undefined,
): Promise<Response> {
  if (token === undefined) return new Response('Not found.\n', { status: 404 });
  const given = /^bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? '';
  if (!isSame(given, token)) {
    return new Response('This needs the metrics token.\n', {
      status: 401,
      headers: { 'www-authenticate': 'Bearer' },
    });
  }
  return new Response(await writeMetrics(), {
    headers: {
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
      'cache-control': 'no-store',
    },
  });
}

/** In a time that tells nothing of where they differ. */
function isSame(given: string, token: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(token));
}

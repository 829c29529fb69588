import { checkHealth } from '#server/health.ts';

export const dynamic = 'force-dynamic';

/** Says whether database, jobs and realtime work: 200 when all do, else 503. */
export async function GET(): Promise<Response> {
  const health = await checkHealth();
  return Response.json(health, {
    status: health.status === 'ok' ? 200 : 503,
    headers: { 'cache-control': 'no-store' },
  });
}

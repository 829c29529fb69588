import { answerMetrics } from '#server/http/answer-metrics.ts';
import { env } from '#server/env.ts';

export const dynamic = 'force-dynamic';

/** Figures for Prometheus, for who has the token; without one configured there are none. */
export function GET(request: Request): Promise<Response> {
  return answerMetrics(request, env().METRICS_TOKEN);
}

import { z } from 'zod';
import { checkpointOf } from '#inngest/embedded/open-calls.ts';
import { readCheckpoint } from '#inngest/embedded/read-operations.ts';

const checkpoint = z.object({ qi_id: z.string(), steps: z.unknown() });

/**
 * Answers a call in hand that tells of finished steps: 200 once they are kept, so that it goes on;
 * 409 when it must go no further.
 */
export async function receiveCheckpoint(body: string): Promise<Response> {
  const asked = checkpoint.safeParse(JSON.parse(body)).data;
  const read = readCheckpoint(asked?.steps);
  const keep = checkpointOf(asked?.qi_id ?? '');
  const goesOn = read !== undefined && (await keep?.(read.steps, read.instead));
  if (goesOn === true) return Response.json({});
  return Response.json({ error: 'This call must go no further.' }, { status: 409 });
}

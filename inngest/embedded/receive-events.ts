import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { forSystem } from '#db/system.ts';
import { wakeExecutor } from '#inngest/job-events.ts';

/** Says what of an event's data is kept; throws for an event that is not to be recorded. */
export type CheckEvent = (name: string, data: Record<string, unknown>) => Record<string, unknown>;

const events = z
  .array(
    z.object({
      id: z.string().max(200).optional(),
      name: z.string().min(1).max(200),
      data: z.record(z.string(), z.unknown()),
      ts: z.number().optional(),
    }),
  )
  .max(5_000);

const owner = z.object({ businessId: z.uuid() });

/**
 * Records the events that a client sends as work to do. All events of one sending are recorded, or
 * none; sent again with the same seed they are the same.
 */
export async function receiveEvents(request: Request, check: CheckEvent): Promise<Response> {
  try {
    const seed = request.headers.get('x-inngest-event-id-seed') ?? crypto.randomUUID();
    const ids = await record(events.parse(await request.json()), seed, check);
    wakeExecutor();
    return Response.json({ ids, status: 200 });
  } catch (error) {
    const { status, message } = refusalOf(error);
    return Response.json({ error: message, status }, { status });
  }
}

async function record(
  sent: z.output<typeof events>,
  seed: string,
  check: CheckEvent,
): Promise<string[]> {
  const rows = sent.map(({ id, name, data, ts }, index) => {
    if (name.startsWith('inngest/')) throw new EventRefused(`The name ${name} is reserved.`);
    const kept = check(name, data);
    const businessId = owner.safeParse(kept).data?.businessId ?? null;
    return { key: id ?? `${seed}/${index.toString()}`, name, data: kept, ts, businessId };
  });
  await forSystem(async (tx) => {
    for (const { key, name, data, ts, businessId } of rows) {
      await tx.execute(sql`
        insert into job_events (business_id, key, name, data, occurred_at)
        values (${businessId}, ${key}, ${name}, ${JSON.stringify(data)}::json,
          coalesce(to_timestamp(${ts ?? null}::float8 / 1000), now()))
        on conflict do nothing`);
    }
  });
  return rows.map(({ key }) => key);
}

/** An event that may not be recorded; its message is one sentence. */
export class EventRefused extends Error {
  override name = 'EventRefused';
}

function refusalOf(error: unknown): { status: number; message: string } {
  if (error instanceof EventRefused) return { status: 400, message: error.message };
  if (error instanceof z.ZodError) {
    return { status: 400, message: `The event is malformed: ${z.prettifyError(error)}` };
  }
  return { status: 503, message: 'The event could not be recorded.' };
}

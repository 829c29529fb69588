import { and, asc, eq } from 'drizzle-orm';
import { jobEvents } from '#db/schema/job-events.ts';
import { forSystem } from '#db/system.ts';
import { jobEventSchemas } from '#inngest/events.ts';
import type { JobEventName } from '#inngest/events.ts';

interface Asked {
  eventId: string;
  messageId: string;
}

/** The work about messages that was asked for in the name of one business, oldest first. */
export async function sentJobs(
  { businessId }: { businessId: string },
  name: Extract<JobEventName, 'message.queued' | 'conversation.answered'>,
): Promise<Asked[]> {
  const rows = await forSystem((tx) =>
    tx
      .select()
      .from(jobEvents)
      .where(and(eq(jobEvents.businessId, businessId), eq(jobEvents.name, name)))
      .orderBy(asc(jobEvents.id)),
  );
  return rows.map(({ id, data }) => {
    const { messageId } = jobEventSchemas[name].parse(data);
    return { eventId: id, messageId };
  });
}

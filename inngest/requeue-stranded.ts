import { sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import {
  findDueMessages,
  findOverdueAttachments,
  findOverdueDeliveries,
  findOverdueMessages,
  findRunningCampaigns,
  forSystem,
} from '#db/system.ts';
import type { SystemTx } from '#db/system.ts';
import { createJobClient } from '#inngest/client.ts';
import type { JobEvent } from '#inngest/events.ts';
import { findDroppedEvents } from '#inngest/find-dropped-events.ts';
import type { TakenEvent } from '#inngest/find-dropped-events.ts';
import { jobFunctions } from '#inngest/functions.ts';
import { insertJobEvents, wakeExecutor } from '#inngest/job-events.ts';
import type { JobServer } from '#inngest/job-server.ts';
import type { Registration } from '#inngest/register-functions.ts';
import { maxLatenessHours } from '#server/domain/messages/schema.ts';
import { receivedEvents } from '#server/domain/webhooks/received-events.ts';
import { log } from '#server/log.ts';

const overdueMs = 120_000;
/** A lease says by itself when it is over: this is for clocks that differ. */
const lapsedMs = 5_000;
const eventsPerTurn = 500;

/** Longer than any pause between two tries of a job, so that one silent for so long is lost. */
const silentHours = 8;
const looksPerTurn = 200;

/**
 * Asks again for work that nobody is at any more: its job gave up, went with another engine, or was
 * lost with it. Doing it twice is harmless, because each verb looks first. Returns how much it found.
 */
export async function requeueStranded(
  server: JobServer | null,
  registration?: Pick<Registration, 'doubt'>,
): Promise<number> {
  const jobsUnderWay = server === null ? ownJobs() : await jobsOf(server);
  const stranded = await forSystem(async (tx) => {
    if (!(await isOurTurn(tx))) return 0;
    const overdue = await listOverdue(tx);
    if (overdue.size === 0) return 0;
    for (const subject of await listUnderWay(tx, jobsUnderWay, [...overdue.keys()])) {
      overdue.delete(subject);
    }
    await insertJobEvents(tx, gathered([...overdue.values()]));
    return overdue.size;
  });
  if (stranded > 0) {
    log().warn({ stranded }, 'work that nobody was at is asked for again');
    // A server that lost its work may have lost what it knew of our functions with it.
    registration?.doubt();
    wakeExecutor();
  }
  return stranded;
}

/** Of several processes one looks at a time. */
async function isOurTurn(tx: SystemTx): Promise<boolean> {
  const { rows } = await tx.execute<{ mine: boolean }>(
    sql`select pg_try_advisory_xact_lock(hashtext('frontdesk.requeue_stranded')) as mine`,
  );
  return rows[0]?.mine === true;
}

/** By the name of the event and what it is about. */
async function listOverdue(tx: SystemTx): Promise<Map<string, JobEvent>> {
  const before = new Date(Date.now() - overdueMs);
  const deliveries = await findOverdueDeliveries(tx, before, eventsPerTurn);
  const lapsedBefore = new Date(Date.now() - lapsedMs);
  const moments = { queuedBefore: before, lapsedBefore };
  const messages = await findOverdueMessages(tx, moments, eventsPerTurn);
  const running = await findRunningCampaigns(tx, before, eventsPerTurn);
  const lapsed = { addedBefore: before, lapsedBefore };
  const files = await findOverdueAttachments(tx, lapsed, eventsPerTurn);
  const latest = new Date(Date.now() - maxLatenessHours * 60 * 60_000);
  const due = await findDueMessages(tx, latest, before, eventsPerTurn);
  return new Map<string, JobEvent>([
    ...deliveries.map(({ deliveryId }) => deliveryEvent(deliveryId)),
    ...due.map(scheduledEvent),
    ...files.map(fileEvent),
    ...messages.map(sendEvent),
    ...running.map((data) => campaignEvent(data)),
  ]);
}

function deliveryEvent(deliveryId: string): readonly [string, JobEvent] {
  const data = { deliveryIds: [deliveryId] };
  return [`webhook.received ${deliveryId}`, { name: 'webhook.received', data }];
}

/** Deliveries are applied many at a time. */
function gathered(events: JobEvent[]): JobEvent[] {
  const ids = events.flatMap((one) =>
    one.name === 'webhook.received' ? one.data.deliveryIds : [],
  );
  return [...receivedEvents(ids), ...events.filter(({ name }) => name !== 'webhook.received')];
}

/** A message of a campaign is never sent by itself: its campaign settles it. */
function sendEvent({
  campaignId,
  ...data
}: Awaited<ReturnType<typeof findOverdueMessages>>[number]): readonly [string, JobEvent] {
  if (campaignId !== null) return campaignEvent({ businessId: data.businessId, campaignId });
  return [`message.queued ${data.messageId}`, { name: 'message.queued', data }];
}

function fileEvent(data: { businessId: string; attachmentId: string }) {
  return [`attachment.added ${data.attachmentId}`, { name: 'attachment.added', data }] as const;
}

function campaignEvent(data: { businessId: string; campaignId: string }) {
  return [`campaign.launched ${data.campaignId}`, { name: 'campaign.launched', data }] as const;
}

function scheduledEvent({
  scheduledFor,
  ...ids
}: Awaited<ReturnType<typeof findDueMessages>>[number]): readonly [string, JobEvent] {
  if (scheduledFor === null) throw new Error('A message that waits has a time.');
  const data = { ...ids, scheduledFor: scheduledFor.toISOString() };
  // A job that waits for an earlier choice of time does nothing for this one.
  const subject = `message.scheduled ${data.messageId} ${data.scheduledFor}`;
  return [subject, { name: 'message.scheduled', data }];
}

/**
 * A job in our own queue is waiting or at work, however long its next try is away; but nobody will
 * ever take one of a function that is no more.
 */
const ownJobs = (): SQL => sql`
  select e.name, e.data from job_queue q join job_runs r on r.id = q.run_id
  left join job_run_events o on o.run_id = r.id
  join job_events e on e.id = coalesce(o.event_id, r.event_id)
  where q.function_id = any(${sql.param(jobFunctionIds())}::text[])`;

function jobFunctionIds(): string[] {
  const client = createJobClient();
  return jobFunctions(client).map((one) => one.id(client.id));
}

/** Not the executor's, before work went over to a server: its runs wait for it to come back. */
const takenOfLate = sql`
  server_id is not null and dispatched_at > now() - ${silentHours} * interval '1 hour'`;

/** What a server took not long ago is under way, unless it says that it is not. */
async function jobsOf(server: JobServer): Promise<SQL> {
  const taken = await forSystem(async (tx) => {
    const overdue = await listOverdue(tx);
    return listTaken(tx, [...overdue.keys()]);
  });
  const dropped = await findDroppedEvents(server, taken);
  return sql`select name, data from job_events
    where ${takenOfLate} and id <> all(${sql.param(dropped)}::uuid[])`;
}

/** In no order, so that some that are slow do not keep the others from being looked at. */
async function listTaken(tx: SystemTx, wanted: string[]): Promise<TakenEvent[]> {
  const { rows } = await tx.execute<Record<string, unknown> & TakenEvent>(sql`
    select id, server_id as "serverId" from job_events
    where ${takenOfLate}
      and exists (select from ${subjects} s where s.subject = any(${sql.param(wanted)}::text[]))
    order by random() limit ${looksPerTurn}`);
  return rows;
}

/** What the work of an event is about, a row for each; join it laterally. */
const subjects = sql`(
  select concat_ws(' ', name, about.id, data ->> 'scheduledFor') as subject
  from json_array_elements_text(coalesce(data -> 'deliveryIds', json_build_array(
    coalesce(
      data ->> 'messageId', data ->> 'campaignId', data ->> 'attachmentId')))) as about (id)
)`;

async function listUnderWay(tx: SystemTx, jobs: SQL, wanted: string[]): Promise<string[]> {
  const { rows } = await tx.execute<{ subject: string }>(sql`
    with under_way as (
      select name, data from job_events where dispatched_at is null union all ${jobs}
    )
    select distinct subject from under_way, lateral ${subjects} s
    where subject = any(${sql.param(wanted)}::text[])`);
  return rows.map(({ subject }) => subject);
}

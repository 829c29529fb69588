import { and, eq, gt, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { begunConversations } from '#db/schema/sending.ts';
import { templates } from '#db/schema/templates.ts';
import type { TemplateStatus } from '#db/schema/vocabulary.ts';
import type { ChannelFinding } from '#server/channels/setup.ts';
import type { ChannelRow } from '#server/domain/channels/internal.ts';
import type { BusinessContext } from '#server/domain/context.ts';

const dayMs = 24 * 3_600_000;

/** Whether messages leave, how many people may still be written to first, and with which templates. */
export async function checkDeparture(
  ctx: BusinessContext,
  tx: BusinessTx,
  channel: ChannelRow,
): Promise<ChannelFinding[]> {
  const since = new Date(ctx.now().getTime() - dayMs);
  const leaving = await checkLeaving(tx, channel, since);
  const { templates: knowsTemplates } = ctx.channels.adapterFor(channel.kind).capabilities;
  if (!knowsTemplates) return [leaving];
  const known = await checkTemplates(tx, channel, ctx.now());
  return [leaving, await checkLimit(tx, channel, since), known];
}

async function checkLeaving(
  tx: BusinessTx,
  channel: ChannelRow,
  since: Date,
): Promise<ChannelFinding> {
  const check = 'departure';
  if (channel.status === 'paused') {
    const why = channel.statusReason ?? 'The provider refuses what it sends.';
    const sentence = `${why} Nothing is sent until you resume this channel.`;
    return { check, state: 'problem', title: 'Messages do not leave: it is paused', sentence };
  }
  const { sent, refused, conversationId } = await countSent(tx, channel, since);
  if (sent + refused === 0) {
    const sentence = 'Nothing was sent in the last 24 hours. Send yourself a test message.';
    return { check, state: 'unknown', title: 'Messages leave', sentence };
  }
  const counts =
    refused === 0
      ? `Sent ${sent.toLocaleString('en')} in the last 24 hours, none was refused.`
      : `Sent ${sent.toLocaleString('en')} in the last 24 hours, ${refused.toLocaleString('en')} ${refused === 1 ? 'was' : 'were'} refused.`;
  const link =
    conversationId === null ? {} : { link: { label: 'See why', href: `/inbox/${conversationId}` } };
  if (sent === 0) {
    return { check, state: 'problem', title: 'Messages do not leave', sentence: counts, ...link };
  }
  // Some people are never reached; half of all is another matter.
  const state = refused > sent ? 'warning' : 'ok';
  return { check, state, title: 'Messages leave', sentence: counts, ...link };
}

interface SentRow extends Record<string, unknown> {
  sent: number;
  refused: number;
  conversation_id: string | null;
}

async function countSent(tx: BusinessTx, { id }: ChannelRow, since: Date) {
  const { rows } = await tx.execute<SentRow>(sql`
    select count(*) filter (where m.state in ('accepted', 'sent', 'delivered', 'read'))::int as sent,
      count(*) filter (where ${isRefused})::int as refused,
      (array_agg(m.conversation_id order by m.state_at desc) filter (where ${isRefused}))[1]
        as conversation_id
    from conversations c
    join messages m on m.business_id = c.business_id and m.conversation_id = c.id
    where c.channel_id = ${id} and c.last_message_at > ${since.toISOString()}::timestamptz
      and m.direction = 'outbound' and m.occurred_at > ${since.toISOString()}::timestamptz`);
  const { sent = 0, refused = 0, conversation_id: conversationId = null } = rows[0] ?? {};
  return { sent, refused, conversationId };
}

/** What a person cancelled was refused by nobody. */
const isRefused = sql`m.state = 'failed'
  and coalesce(m.failure_code, '') not in ('sending_cancelled', 'campaign_cancelled')`;

async function checkLimit(
  tx: BusinessTx,
  { id, newPeoplePerDay: limit }: ChannelRow,
  since: Date,
): Promise<ChannelFinding> {
  const check = 'limit';
  const isCounted = and(
    eq(begunConversations.channelId, id),
    gt(begunConversations.begunAt, since),
  );
  const used = await tx.$count(begunConversations, isCounted);
  const sentence = `${used.toLocaleString('en')} used in the last 24 hours.`;
  if (limit === null) {
    const title = 'You may start any number of conversations a day';
    return { check, state: 'ok', title, sentence };
  }
  const title = `You may start ${limit.toLocaleString('en')} conversations a day`;
  if (used < limit) return { check, state: 'ok', title, sentence };
  return {
    check,
    state: 'warning',
    title: 'No more conversations can be started now',
    sentence: `All ${limit.toLocaleString('en')} of the last 24 hours are used. Replies go on, the rest waits.`,
  };
}

/** They are read every night: past this, two nights were missed. */
const templatesOldDays = 2;

async function checkTemplates(
  tx: BusinessTx,
  { accountId, templatesSyncedAt, templatesSyncTrouble }: ChannelRow,
  now: Date,
): Promise<ChannelFinding> {
  const check = 'templates';
  const link = { label: 'Templates', href: '/templates' };
  const at = templatesSyncedAt?.toISOString();
  if (templatesSyncTrouble !== null) {
    const title = 'The templates could not be read from Meta';
    const last = at === undefined ? 'They never were.' : 'What is shown is from {at}.';
    const sentence = `${templatesSyncTrouble} ${last}`;
    return { check, state: 'warning', title, sentence, link, ...(at && { at }) };
  }
  if (templatesSyncedAt !== null && isOlder(templatesSyncedAt, templatesOldDays, now)) {
    const title = 'The templates are not up to date';
    const sentence = 'They were last read from Meta {at}. Read them again on their page.';
    return { check, state: 'warning', title, sentence, link, ...(at && { at }) };
  }
  const counts = accountId === null ? [] : await countTemplates(tx, accountId);
  const all = counts.reduce((sum, { count }) => sum + count, 0);
  if (all === 0) {
    const title = 'No template is known yet';
    const sentence = 'Only a template can begin a conversation. They come from Meta by themselves.';
    return { check, state: 'unknown', title, sentence, link };
  }
  const approved = countOf(counts, 'approved');
  const rest = (['pending', 'rejected', 'paused', 'disabled'] as const)
    .map((status) => ({ status, count: countOf(counts, status) }))
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => `${String(count)} ${words[status]}`);
  return {
    check,
    state: approved === 0 ? 'warning' : 'ok',
    title: `${String(approved)} of ${String(all)} templates are approved`,
    sentence: rest.length === 0 ? 'Each of them can be sent.' : `${capitalised(rest.join(', '))}.`,
    link,
  };
}

function isOlder(moment: Date, days: number, now: Date): boolean {
  return now.getTime() - moment.getTime() > days * dayMs;
}

const words = {
  pending: 'waiting for review',
  rejected: 'rejected',
  paused: 'paused by Meta',
  disabled: 'switched off by Meta',
};

function countTemplates(tx: BusinessTx, accountId: string) {
  return tx
    .select({ status: templates.status, count: sql<number>`count(*)::int` })
    .from(templates)
    .where(
      and(eq(templates.accountId, accountId), sql`${templates.status} not in ('draft', 'deleted')`),
    )
    .groupBy(templates.status);
}

function countOf(counts: { status: TemplateStatus; count: number }[], status: TemplateStatus) {
  return counts.find((one) => one.status === status)?.count ?? 0;
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

import { and, desc, eq, isNull, ne, sql } from 'drizzle-orm';
import { channels } from '#db/schema/channels.ts';
import { contacts } from '#db/schema/contacts.ts';
import { conversations } from '#db/schema/conversations.ts';
import type { Profile, ProfileResult } from '#server/channels/types.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { RetryLaterError } from '#server/domain/messages/retry-later-error.ts';

type Outcome = 'named' | 'unnamed' | 'refused' | 'skipped';

/**
 * Asks the provider for the name of a person without one. A refusal changes nothing: the messages
 * are there, and the person stays nameless. Throws RetryLaterError where a later try can help.
 */
export async function lookUpProfile(
  ctx: BusinessContext,
  input: { contactId: string },
): Promise<{ outcome: Outcome }> {
  const found = await findNameless(ctx, input.contactId);
  if (found === null) return { outcome: 'skipped' };
  const result = await askProvider(ctx, found);
  if (result === null) return { outcome: 'skipped' };
  if (!result.ok) {
    const { code, retryable, retryAfterSeconds = 60 } = result.failure;
    ctx.log.info({ contactId: input.contactId, code }, 'a profile was not shown');
    if (retryable) throw new RetryLaterError('The provider asked to try later.', retryAfterSeconds);
    return { outcome: 'refused' };
  }
  return { outcome: await keepName(ctx, input.contactId, result.profile) };
}

async function findNameless(ctx: BusinessContext, contactId: string) {
  return ctx.db(async (tx) => {
    const [found] = await tx
      .select({ channel: channels, address: conversations.address })
      .from(contacts)
      .innerJoin(
        conversations,
        and(
          eq(conversations.businessId, contacts.businessId),
          eq(conversations.contactId, contacts.id),
        ),
      )
      .innerJoin(
        channels,
        and(
          eq(channels.businessId, conversations.businessId),
          eq(channels.id, conversations.channelId),
        ),
      )
      .where(
        and(eq(contacts.id, contactId), isNull(contacts.name), ne(channels.status, 'disconnected')),
      )
      .orderBy(desc(conversations.lastMessageAt))
      .limit(1);
    return found ?? null;
  });
}

type Found = NonNullable<Awaited<ReturnType<typeof findNameless>>>;

async function askProvider(
  ctx: BusinessContext,
  { channel, address }: Found,
): Promise<ProfileResult | null> {
  const adapter = ctx.channels.adapterFor(channel.kind);
  if (adapter.lookUpProfile === undefined) return null;
  return adapter.lookUpProfile(ctx.channels.connectionFor(channel), address);
}

/** Only where there is still none: what came meanwhile, from a member above all, stands. */
async function keepName(
  ctx: BusinessContext,
  contactId: string,
  { name, username }: Profile,
): Promise<Outcome> {
  const shown = name ?? (username === undefined ? undefined : `@${username}`);
  if (shown === undefined) return 'unnamed';
  return ctx.db(async (tx) => {
    const named = await tx
      .update(contacts)
      .set({
        name: shown,
        nameSource: 'profile',
        profileNameAt: ctx.now(),
        ...(username !== undefined && {
          username: sql`coalesce(${contacts.username}, ${username})`,
          usernameAt: sql`coalesce(${contacts.usernameAt}, ${ctx.now().toISOString()}::timestamptz)`,
        }),
        updatedAt: sql`now()`,
      })
      .where(
        and(eq(contacts.id, contactId), isNull(contacts.name), ne(contacts.nameSource, 'member')),
      )
      .returning({ id: contacts.id });
    if (named.length === 0) return 'skipped';
    await ctx.publish(tx, { name: 'contact.updated', ids: { contactId } });
    return 'named';
  });
}

import { and, eq, inArray, isNull, lt, ne, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { inRole } from '#db/client.ts';
import type { Rows } from '#db/client.ts';
import { businesses } from '#db/schema/businesses.ts';
import { channels } from '#db/schema/channels.ts';
import { invitations } from '#db/schema/members.ts';
import { realtimeEvents } from '#db/schema/realtime.ts';

declare const system: unique symbol;
/** The global tables, and the few tenant tables that must be found before a business is known. */
export type SystemTx = Rows & { readonly [system]: true };

/** Runs the work in a transaction of the system role, which sees no business's conversations. */
export function forSystem<T>(work: (tx: SystemTx) => Promise<T>): Promise<T> {
  return inRole({ role: 'frontdesk_system' }, (rows) => work(rows as SystemTx));
}

/**
 * Reaches the global tables inside a transaction of a business, for what must change in both or in
 * neither: a person who signs up, a member who loses their last business.
 */
export async function withSystem<T>(
  tx: BusinessTx,
  work: (system: SystemTx) => Promise<T>,
): Promise<T> {
  await tx.execute(sql`select set_config('role', 'frontdesk_system', true)`);
  try {
    const result = await work(tx as Rows as SystemTx);
    await tx.execute(becomeApp);
    return result;
  } catch (error) {
    // In a failed transaction this fails too, and then there is nothing left to protect.
    await tx.execute(becomeApp).catch(() => undefined);
    throw error;
  }
}

const becomeApp = sql`select set_config('role', 'frontdesk_app', true)`;

/** The connected channels that own these accounts at a provider. */
export function findChannelsByExternalIds(
  kind: (typeof channels.$inferSelect)['kind'],
  externalIds: string[],
) {
  return forSystem((tx) =>
    tx
      .select({
        businessId: channels.businessId,
        id: channels.id,
        externalId: channels.externalId,
        encryptedCredentials: channels.encryptedCredentials,
        isSandbox: channels.isSandbox,
      })
      .from(channels)
      .where(
        and(
          eq(channels.kind, kind),
          inArray(channels.externalId, externalIds),
          ne(channels.status, 'disconnected'),
        ),
      ),
  );
}

/** The invitation with this token hash, whatever its state, and the name of its business. */
export async function findInvitationByTokenHash(tokenHash: string) {
  const [found] = await forSystem((tx) =>
    tx
      .select({ invitation: invitations, businessName: businesses.name })
      .from(invitations)
      .innerJoin(businesses, eq(businesses.id, invitations.businessId))
      .where(and(eq(invitations.tokenHash, tokenHash), isNull(businesses.deletedAt))),
  );
  return found ?? null;
}

/** Whether any business exists yet, and whether the demo one does. */
export async function countBusinesses(): Promise<{ all: number; demo: number }> {
  const [row] = await forSystem((tx) =>
    tx
      .select({
        all: sql<number>`count(*)::int`,
        demo: sql<number>`count(*) filter (where is_demo)::int`,
      })
      .from(businesses)
      .where(isNull(businesses.deletedAt)),
  );
  return row ?? { all: 0, demo: 0 };
}

/**
 * Forgets what changed before the given moment; a browser away for longer starts afresh. Of several
 * processes only one does it at a time.
 */
export function pruneRealtimeEvents(before: Date): Promise<void> {
  return forSystem(async (tx) => {
    const { rows } = await tx.execute<{ mine: boolean }>(
      sql`select pg_try_advisory_xact_lock(hashtext('frontdesk.prune_realtime_events')) as mine`,
    );
    if (rows[0]?.mine !== true) return;
    await tx.delete(realtimeEvents).where(lt(realtimeEvents.createdAt, before));
  });
}

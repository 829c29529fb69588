import { and, asc, eq, ne } from 'drizzle-orm';
import { channels } from '#db/schema/channels.ts';
import type { BusinessContext } from '#server/domain/context.ts';

/** The numbers of this business that talk to the sandbox; every member may play their customers. */
export async function listSandboxNumbers(ctx: BusinessContext) {
  return ctx.db((tx) =>
    tx
      .select({
        channelId: channels.id,
        kind: channels.kind,
        name: channels.name,
        phoneNumberId: channels.externalId,
        displayAddress: channels.displayAddress,
      })
      .from(channels)
      .where(and(eq(channels.isSandbox, true), ne(channels.status, 'disconnected')))
      .orderBy(asc(channels.createdAt), asc(channels.id)),
  );
}

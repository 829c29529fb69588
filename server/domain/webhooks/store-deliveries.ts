import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { isPassingFault } from '#db/passing-fault.ts';
import { webhookDeliveries } from '#db/schema/webhooks.ts';
import { commitForSystem } from '#db/system.ts';
import type { JobEvent } from '#inngest/events.ts';
import type { ChannelKind } from '#server/channels/types.ts';
import { commitTogether } from '#server/domain/webhooks/commit-together.ts';
import type { CommitLimits } from '#server/domain/webhooks/commit-together.ts';
import { receivedEvents } from '#server/domain/webhooks/received-events.ts';

/** A provider's call that has been verified. */
export interface VerifiedDelivery {
  kind: ChannelKind;
  body: string;
  /** Null for the hosted app's own secret, else the accounts that the secret speaks for. */
  signedFor: string[] | null;
}

/** Resolves once the delivery and the work it means are committed. */
export type StoreDelivery = (delivery: VerifiedDelivery) => Promise<void>;

export interface StorePorts {
  /** The statement that records the work, in the transaction that stores the deliveries. */
  workOf(events: JobEvent[]): SQL;
  /** Called once so many deliveries are committed. */
  stored(count: number): void;
  /** Called when nothing more is being stored: what was, can be applied. */
  wake(): void;
}

/** Stores deliveries that come at the same time in one transaction. */
export function deliveryStore(ports: StorePorts, limits?: Partial<CommitLimits>): StoreDelivery {
  return commitTogether<VerifiedDelivery>({
    async write(deliveries) {
      const rows = deliveries.map((delivery) => ({ id: newId(), ...delivery }));
      const work = ports.workOf(receivedEvents(rows.map(({ id }) => id)));
      await commitForSystem([insertOf(rows), work]);
      ports.stored(deliveries.length);
    },
    sizeOf: ({ body }) => body.length,
    isOfOneItem: (error) => !isPassingFault(error),
    atRest: () => ports.wake(),
    ...(limits && { limits }),
  });
}

/** As the database makes them: they sort by their moment. */
function newId(): string {
  const moment = Date.now().toString(16).padStart(12, '0');
  return `${moment.slice(0, 8)}-${moment.slice(8)}-7${randomUUID().slice(15)}`;
}

/** As one list, so that the server keeps one plan. Each has its own moment, in the order of arrival. */
function insertOf(rows: (VerifiedDelivery & { id: string })[]): SQL {
  return sql`
    insert into ${webhookDeliveries} (id, channel_kind, body, signed_for, received_at)
    select id, kind, body, "signedFor", clock_timestamp()
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as given (id uuid, kind text, body text, "signedFor" text[])`;
}

import { AsyncLocalStorage } from 'node:async_hooks';
import { drizzle } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import { inRole } from '#db/client.ts';
import type { Rows } from '#db/client.ts';
import { log } from '#server/log.ts';
import { perProcess } from '#server/per-process.ts';

declare const scoped: unique symbol;
/** Rows of one business. Only `forBusiness` makes it, so no verb can reach rows without a business. */
export type BusinessTx = Rows & { readonly [scoped]: true };

interface Scope {
  businessId: string;
  tx: BusinessTx;
  effects: (() => void | Promise<void>)[];
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const scopes = () => perProcess('db.scopes', () => new AsyncLocalStorage<Scope>());

/**
 * Runs the work in a transaction that sees this business's rows only. A nested call for the same
 * business joins it; one for another business throws.
 */
export async function forBusiness<T>(
  businessId: string,
  work: (tx: BusinessTx) => Promise<T>,
): Promise<T> {
  if (!uuid.test(businessId)) throw new Error('A business id must be a uuid.');
  const outer = scopes().getStore();
  if (outer !== undefined) {
    if (outer.businessId !== businessId) {
      throw new Error('A transaction of one business cannot reach into another.');
    }
    return work(outer.tx);
  }
  const effects: Scope['effects'] = [];
  const result = await inRole({ role: 'frontdesk_app', businessId }, (rows) => {
    const tx = rows as BusinessTx;
    return scopes().run({ businessId, tx, effects }, () => work(tx));
  });
  for (const effect of effects) await runEffect(effect);
  return result;
}

/** Runs the effect once the transaction has committed; a rollback drops it. Its errors are logged. */
export function afterCommit(effect: () => void | Promise<void>): void {
  const scope = scopes().getStore();
  if (scope === undefined) throw new Error('afterCommit needs a transaction of a business.');
  scope.effects.push(effect);
}

/**
 * A statement that is built once per process under its name, and runs in the transaction of a
 * business that is open then: building a large select takes longer than sending it.
 */
export function prepareOnce<T>(name: string, build: (tx: BusinessTx) => T): T {
  return perProcess(`db.statement.${name}`, () => build(drizzle({ client: openClient }) as never));
}

/** Passes each query on to the connection of the open transaction. */
const openClient = {
  query(...query: unknown[]) {
    const scope = scopes().getStore();
    if (scope === undefined) throw new Error('A statement needs a transaction of a business.');
    const { $client } = scope.tx as BusinessTx & {
      $client: { query(...args: unknown[]): unknown };
    };
    return $client.query(...query);
  },
} as unknown as pg.PoolClient;

async function runEffect(effect: () => void | Promise<void>): Promise<void> {
  try {
    await effect();
  } catch (error) {
    log().error({ error }, 'an effect after commit failed');
  }
}

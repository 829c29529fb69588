import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { NonRetriableError } from 'inngest';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '#db/testing/database.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import { forSystem } from '#db/system.ts';
import { businessFunction, inJobTerms, systemFunction } from '#inngest/business-function.ts';
import { startExecutor } from '#inngest/embedded/executor.ts';
import { ended, send } from '#inngest/embedded/testing/run-functions.ts';
import { client, start, stopAll } from '#inngest/embedded/testing/start-engine.ts';
import { insertJobEvent } from '#inngest/job-events.ts';
import { jobsHealth } from '#inngest/health.ts';
import { ServiceError } from '#server/domain/errors.ts';
import { RetryLaterError } from '#server/domain/messages/retry-later-error.ts';
import { sql } from 'drizzle-orm';

let database: TestDatabase;
beforeAll(async () => {
  database = await useOwnDatabase();
});
afterEach(stopAll);
afterAll(() => database.drop());

const queued = () => ({ businessId: randomUUID(), messageId: randomUUID() });

describe('a business function', () => {
  test('works for the business its event names, as the system', async () => {
    const data = queued();
    const who = businessFunction(
      { id: 'who', event: 'message.queued', retries: 0 },
      ({ ctx, event }) =>
        Promise.resolve({ businessId: ctx.businessId, actor: ctx.actor, data: event.data }),
    );
    start([who(client)]);
    await send('message.queued', data);
    expect((await ended('who'))[0]?.output).toEqual({
      businessId: data.businessId,
      actor: { kind: 'system', job: 'who' },
      data,
    });
  });

  test('is not tried again for an event it cannot read', async () => {
    const never = businessFunction({ id: 'never', event: 'message.queued', retries: 5 }, () =>
      Promise.resolve('never'),
    );
    start([never(client)]);
    await send('message.queued', { businessId: 'nobody' });
    expect((await ended('never'))[0]).toMatchObject({
      state: 'failed',
      error: { message: 'The event message.queued is malformed.' },
    });
  });

  test('that refuses is final, that names a time is tried again then', async () => {
    const refused = inJobTerms(() => {
      throw new ServiceError('NOT_FOUND', 'This message does not exist.');
    });
    await expect(refused).rejects.toBeInstanceOf(NonRetriableError);
    const later = inJobTerms(() => {
      throw new RetryLaterError('Busy.', 7);
    });
    await expect(later).rejects.toMatchObject({ name: 'RetryAfterError', retryAfter: '7' });
    const away = new ServiceError('UNAVAILABLE', 'The provider is away.');
    await expect(inJobTerms(() => Promise.reject(away))).rejects.toBe(away);
    const late = AbortSignal.abort().reason as Error;
    await expect(inJobTerms(() => Promise.reject(late))).rejects.toBe(late);
  });

  test.each([
    ['outside its steps', false],
    ['in a step', true],
  ])('that fails over a query %s does not tell the values of it', async (where, isStep) => {
    const words = 'My number is\n    at the bottom of the page:1:1';
    const ask = () => forSystem((tx) => tx.execute(sql`select ${words} from nowhere`));
    const id = `query ${where}`.replaceAll(' ', '-');
    const failing = businessFunction({ id, event: 'message.queued', retries: 0 }, ({ step }) =>
      isStep ? step.run('ask', () => inJobTerms(ask)) : ask(),
    );
    start([failing(client)]);
    await send('message.queued', queued());
    const told = JSON.stringify((await ended(id))[0]?.error);
    expect(told).toContain('Failed query: select $1 from nowhere');
    expect(told).toContain('at inJobTerms');
    expect(told).not.toMatch(/My number|the bottom/);
  });

  test('that is refused over a failed query does not tell its values either', async () => {
    const cause = new Error('Failed query: select $1\nparams: canary');
    const refused = new ServiceError('CONFLICT', 'It was changed meanwhile.', { cause });
    const told = await inJobTerms(() => Promise.reject(refused)).catch((error: unknown) => error);
    expect(inspect(told)).toContain('Failed query: select $1');
    expect(inspect(told)).not.toContain('canary');
  });
});

test('a send does not stand in line behind a backlog of receipts', async () => {
  const starts: string[] = [];
  const behind = systemFunction({ id: 'behind', event: 'webhook.received', retries: 0 }, () =>
    Promise.resolve(starts.push('receipt')),
  );
  const before = businessFunction(
    { id: 'before', event: 'message.queued', retries: 0, aheadSeconds: 60 },
    () => Promise.resolve(starts.push('send')),
  );
  for (let n = 0; n < 5; n += 1) await send('webhook.received', { deliveryIds: [randomUUID()] });
  await send('message.queued', queued());
  start([behind(client), before(client)], { parallel: 1 });
  await ended('behind', 5);
  expect(starts[0]).toBe('send');
});

describe('the functions of the product', () => {
  test('run in the executor as the server starts it', async () => {
    const executor = startExecutor({ pollMs: 50 });
    const { rows } = await forSystem((tx) =>
      tx.execute<{ id: string }>(sql`select uuidv7() as id`),
    );
    const deliveryId = rows[0]?.id ?? '';
    await forSystem((tx) =>
      insertJobEvent(tx, { name: 'webhook.received', data: { deliveryIds: [deliveryId] } }),
    );
    const [run] = await ended('apply-webhook-deliveries', 1, 'frontdesk');
    expect(run).toMatchObject({ state: 'completed', output: { applied: 0, kept: 0 } });
    expect(executor.health()).toEqual({ ok: true });
    expect(jobsHealth()).toEqual({ ok: true, engine: 'embedded' });
    await executor.stop();
  });
});

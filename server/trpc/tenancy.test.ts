import { randomUUID } from 'node:crypto';
import { TRPCError } from '@trpc/server';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { forBusiness } from '#db/business.ts';
import { campaigns } from '#db/schema/campaigns.ts';
import { jobEvents } from '#db/schema/job-events.ts';
import { jobRuns } from '#db/schema/job-runs.ts';
import { attachments } from '#db/schema/attachments.ts';
import { invitations } from '#db/schema/members.ts';
import { templates } from '#db/schema/templates.ts';
import { deadLetters } from '#db/schema/webhooks.ts';
import { forSystem } from '#db/system.ts';
import { superuserConnection } from '#db/testing/database.ts';
import {
  createBusiness,
  createConversation,
  createMember,
  createMessage,
} from '#db/testing/factories.ts';
import type { Session } from '#server/auth/types.ts';
import { createCallerFactory } from '#server/trpc/init.ts';
import type { RequestContext } from '#server/trpc/init.ts';
import { appRouter } from '#server/trpc/root.ts';
import { testContext } from '#tests/setup/test-context.ts';

/** Open to everybody by design; any other procedure must refuse who is not signed in. */
const open = new Set([
  'accounts.isFirstVisitor',
  'accounts.signUp',
  'accounts.requestReset',
  'accounts.findReset',
  'accounts.resetPassword',
  'invitations.find',
  'invitations.accept',
]);

const procedures = Object.entries(
  appRouter._def.procedures as unknown as Record<string, { _def: { inputs: z.ZodType[] } }>,
).map(([path, procedure]) => ({ path, schema: procedure._def.inputs[0] }));

type Fields = Record<
  string,
  {
    type?: string;
    format?: string;
    enum?: string[];
    minLength?: number;
    minimum?: number;
    anyOf?: { type?: string }[];
  }
>;
interface InputShape {
  properties?: Fields;
  required?: string[];
}

const shapeOf = (schema: z.ZodType): InputShape =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as InputShape;

/** The fields that name a row: an id of ours, or of a stranger. */
function idFields(schema: z.ZodType | undefined): string[] {
  if (schema === undefined) return [];
  const { properties = {} } = shapeOf(schema);
  return Object.entries(properties)
    .filter(([name, { format }]) => format === 'uuid' && name.endsWith('Id') && name !== 'clientId')
    .map(([name]) => name);
}

const templateFormSample = {
  name: 'visit_reminder',
  language: 'en',
  category: 'utility',
  header: { kind: 'none' },
  body: 'We look forward to your visit.',
  samples: {},
  footer: '',
  buttons: [],
};

/** A valid input whose ids are the ones given. */
function sample(schema: z.ZodType, ids: Record<string, string>): Record<string, unknown> {
  const { properties = {}, required = [] } = shapeOf(schema);
  const wanted = Object.entries(properties).filter(
    ([name]) => required.includes(name) || name in ids,
  );
  return Object.fromEntries(
    wanted.map(([name, field]) => {
      if (name in ids) return [name, ids[name]];
      if (field.anyOf?.some(({ type }) => type === 'null')) return [name, null];
      if (name === 'form') return [name, templateFormSample];
      if (field.enum !== undefined) return [name, field.enum[0]];
      if (field.format === 'uuid') return [name, randomUUID()];
      if (field.format === 'email') return [name, `${randomUUID()}@example.test`];
      if (field.type === 'boolean') return [name, true];
      if (field.type === 'integer' || field.type === 'number') return [name, field.minimum ?? 1];
      if (Object.keys(field).length === 0) return [name, new Date(Date.now() + 3_600_000)];
      return [name, 'x'.repeat(Math.max(field.minLength ?? 1, 1))];
    }),
  );
}

let caller: (session: Session | null) => Record<string, (input: unknown) => Promise<unknown>>;
let owner: Session;
let own: Record<string, string>;
let strangers: Record<string, string>;
let admin: pg.Client;
let theirs: string;

beforeAll(async () => {
  admin = new pg.Client(superuserConnection());
  await admin.connect();
  const business = await createBusiness();
  owner = sessionOf(await createMember(business.id, { role: 'owner' }), business.name);
  theirs = (await createBusiness({ name: 'Another studio' })).id;
  own = await rowsOf(business.id);
  strangers = await rowsOf(theirs);
  const factory = createCallerFactory(appRouter);
  caller = (session) => flat(factory(contextOf(session)));
});

afterAll(() => admin.end());

function sessionOf(
  member: Awaited<ReturnType<typeof createMember>>,
  businessName: string,
): Session {
  const { businessId, id: memberId, role, name, userId, email } = member;
  const current = { businessId, memberId, role, name, businessName, logoVersion: null };
  return {
    sessionId: randomUUID(),
    user: { id: userId, name, email },
    memberships: [current],
    current,
  };
}

function contextOf(session: Session | null): RequestContext {
  return {
    session,
    address: '127.0.0.1',
    userAgent: 'test',
    requestId: randomUUID(),
    contextFor: ({ businessId, memberId, role, name }, { user }) =>
      testContext({ businessId, actor: { kind: 'member', memberId, userId: user.id, role, name } }),
  };
}

/** One row of each noun that procedures name by id. */
async function attachmentOf(businessId: string, messageId: string): Promise<string> {
  const values = { businessId, messageId, kind: 'image', state: 'failed' } as const;
  const [row] = await forBusiness(businessId, (tx) =>
    tx.insert(attachments).values(values).returning(),
  );
  return row?.id ?? '';
}

async function rowsOf(businessId: string): Promise<Record<string, string>> {
  const member = await createMember(businessId, { role: 'owner' });
  const conversation = await createConversation(businessId, { lastInboundAt: new Date() });
  const message = await createMessage(conversation, { direction: 'outbound', state: 'unknown' });
  const [invitation] = await forBusiness(businessId, (tx) =>
    tx
      .insert(invitations)
      .values({
        businessId,
        email: 'new@example.test',
        role: 'agent',
        tokenHash: randomUUID(),
        invitedByMemberId: member.id,
        expiresAt: new Date(Date.now() + 86_400_000),
      })
      .returning(),
  );
  return {
    businessId,
    attachmentId: await attachmentOf(businessId, message.id),
    memberId: member.id,
    contactId: conversation.contactId,
    channelId: conversation.channelId,
    conversationId: conversation.id,
    messageId: message.id,
    quotedMessageId: message.id,
    invitationId: invitation?.id ?? '',
    sessionId: randomUUID(),
    runId: await runOf(businessId),
    deadLetterId: await deadLetterOf(businessId),
    templateId: await templateOf(businessId),
    campaignId: await campaignOf(businessId, conversation.channelId),
  };
}

async function templateOf(businessId: string): Promise<string> {
  const values = { businessId, accountId: '1', name: 'hello', language: 'en', components: [] };
  const [template] = await forBusiness(businessId, (tx) =>
    tx
      .insert(templates)
      .values({ ...values, category: 'utility', status: 'draft' })
      .returning(),
  );
  return template?.id ?? '';
}

async function campaignOf(businessId: string, channelId: string): Promise<string> {
  const values = { businessId, channelId, name: 'Spring offer', text: 'Ten percent off.' };
  const [campaign] = await forBusiness(businessId, (tx) =>
    tx.insert(campaigns).values(values).returning(),
  );
  return campaign?.id ?? '';
}

async function runOf(businessId: string): Promise<string> {
  return forSystem(async (tx) => {
    const [event] = await tx
      .insert(jobEvents)
      .values({ businessId, name: 'message.queued', data: {}, dispatchedAt: new Date() })
      .returning();
    const values = { functionId: 'nobody', eventId: event?.id ?? '', state: 'failed' as const };
    const [run] = await tx.insert(jobRuns).values(values).returning();
    return run?.id ?? '';
  });
}

async function deadLetterOf(businessId: string): Promise<string> {
  const values = { deliveryId: randomUUID(), position: 0, reason: 'Broken.', item: {} };
  const [letter] = await forBusiness(businessId, (tx) =>
    tx
      .insert(deadLetters)
      .values({ ...values, businessId, channelKind: 'whatsapp' })
      .returning(),
  );
  return letter?.id ?? '';
}

/** `caller['messages.send']` for every path of the router. */
function flat(tree: unknown): Record<string, (input: unknown) => Promise<unknown>> {
  const find = (path: string) =>
    path.split('.').reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], tree);
  return Object.fromEntries(
    procedures.map(({ path }) => [path, find(path) as (input: unknown) => Promise<unknown>]),
  );
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'OK';
  } catch (error) {
    if (error instanceof TRPCError) return error.code;
    throw error;
  }
}

/** Everything the other business has, to see that nothing of it moved. */
async function contentOf(businessId: string): Promise<string> {
  const { rows } = await admin.query<{ name: string }>(
    `select relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
     where relkind = 'r' and attname = 'business_id' and relnamespace = 'public'::regnamespace order by 1`,
  );
  const contents: unknown[] = [];
  for (const { name } of rows) {
    const found = await admin.query(`select * from ${name} where business_id = $1 order by 2`, [
      businessId,
    ]);
    contents.push(name, found.rows);
  }
  const { rows: own } = await admin.query('select * from businesses where id = $1', [businessId]);
  return JSON.stringify([own, contents]);
}

test('the router has procedures, and every open one is really there', () => {
  const paths = procedures.map(({ path }) => path);
  expect(paths.length).toBeGreaterThan(10);
  expect(paths).toEqual(expect.arrayContaining([...open]));
});

describe('without a session', () => {
  const closed = procedures.filter(({ path }) => !open.has(path));
  test.each(closed)('$path refuses', async ({ path, schema }) => {
    const input =
      schema &&
      sample(schema, Object.fromEntries(idFields(schema).map((field) => [field, randomUUID()])));
    expect(await codeOf(caller(null)[path]?.(input) ?? Promise.resolve())).toBe('UNAUTHORIZED');
  });
});

describe('with another business’s id', () => {
  const naming = procedures.flatMap(({ path, schema }) =>
    schema === undefined || open.has(path)
      ? []
      : idFields(schema).map((field) => ({ path, schema, field })),
  );
  test.each(naming)(
    '$path finds nothing under $field, and changes nothing',
    async ({ path, schema, field }) => {
      expect(strangers, `make a row for ${field} in this test`).toHaveProperty(field);
      const before = await contentOf(theirs);
      const call = caller(owner)[path];
      if (call === undefined) throw new Error('gone');
      expect(
        await codeOf(call(sample(schema, { ...idsFor(schema), [field]: strangers[field] ?? '' }))),
      ).toBe('NOT_FOUND');
      const unknown = { ...idsFor(schema), [field]: randomUUID() };
      expect(await codeOf(call(sample(schema, unknown)))).toBe('NOT_FOUND');
      expect(await contentOf(theirs)).toBe(before);
    },
  );

  const idsFor = (schema: z.ZodType) =>
    Object.fromEntries(
      idFields(schema)
        .filter((name) => shapeOf(schema).required?.includes(name))
        .map((name) => [name, own[name] ?? randomUUID()]),
    );
});

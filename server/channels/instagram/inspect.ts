import { z } from 'zod';
import { callGraph, isPermissionFault, refusalOfGraph } from '#server/channels/graph-call.ts';
import type { GraphAnswer } from '#server/channels/graph-call.ts';
import { instagramCredentials } from '#server/channels/instagram/credentials.ts';
import {
  checkAppSecret,
  fieldsFinding,
  permissionFinding,
  readToken,
  refusedSecret,
  shakeHands,
  tokenFinding,
  unanswered,
} from '#server/channels/meta-checks.ts';
import type {
  ChannelFinding,
  ChannelSetup,
  FoundAccount,
  InspectedAccount,
  Inspection,
  SetupResult,
} from '#server/channels/setup.ts';
import type { ChannelConnection } from '#server/channels/types.ts';

const pageScopes = ['instagram_basic', 'instagram_manage_messages', 'pages_manage_metadata'];
const wanted = {
  instagram: [
    'messages',
    'messaging_postbacks',
    'messaging_seen',
    'message_reactions',
    'messaging_referral',
  ],
  facebook: [
    'messages',
    'messaging_postbacks',
    'message_reads',
    'message_reactions',
    'messaging_referrals',
  ],
};

/** What the app is told of, as far as it is about Instagram. */
const appFields = [
  { field: 'messages', without: 'Messages are missing: Meta does not send them' },
  { field: 'messaging_postbacks', without: 'We do not hear when somebody presses a button' },
  { field: 'messaging_seen', without: 'We do not hear when a message was read' },
  { field: 'message_reactions', without: 'We do not hear of reactions' },
  { field: 'messaging_referral', without: 'We do not hear from which link somebody came' },
];

const ownAccount = z.object({
  user_id: z.union([z.string(), z.number()]).transform(String),
  username: z.string(),
  name: z.string().optional().catch(undefined),
  account_type: z.string().optional().catch(undefined),
});
const page = z.object({
  id: z.string(),
  name: z.string(),
  instagram_business_account: z.object({ id: z.string(), username: z.string() }).optional(),
});
const done = z.object({ success: z.literal(true) });
const subscribedApps = z.object({
  data: z.array(
    z.object({
      id: z.union([z.string(), z.number()]).transform(String).optional(),
      subscribed_fields: z.array(z.string()).default([]),
    }),
  ),
});
const anything = z.object({ data: z.array(z.unknown()) });

/** How an Instagram account is connected and looked after, by itself or through its page. */
export const instagramSetup: ChannelSetup = {
  identify,
  subscribe,
  unsubscribe,
  inspect,
  shakeHands,
};

async function identify(
  connection: ChannelConnection,
  accountId: string | null,
): Promise<SetupResult<FoundAccount>> {
  return loginOf(connection) === 'facebook'
    ? identifyPage(connection, accountId)
    : identifyOwn(connection);
}

async function identifyOwn(connection: ChannelConnection): Promise<SetupResult<FoundAccount>> {
  const answer = await readOwn(connection);
  if (!answer.ok) return { ok: false, refusal: refusalOfGraph(answer, 'accessToken') };
  const { user_id: id, username, name, account_type: type } = answer.value;
  if (id !== connection.externalId) {
    return wrongId(`This access token is of @${username}, whose account id is ${id}.`);
  }
  if (type === 'PERSONAL') {
    return wrongId('This is a personal account. Make it a professional one in Instagram first.');
  }
  return {
    ok: true,
    value: { name: name ?? username, displayAddress: `@${username}`, accountId: null },
  };
}

async function identifyPage(
  connection: ChannelConnection,
  accountId: string | null,
): Promise<SetupResult<FoundAccount>> {
  const answer = await readPage(connection, accountId);
  if (!answer.ok) return { ok: false, refusal: refusalOfGraph(answer, 'accountId') };
  const { appSecret } = credentialsOf(connection);
  if (appSecret !== undefined) {
    const pasted = { accessToken: tokenOf(connection), appSecret };
    if ((await checkAppSecret(connection, pasted)) === 'wrong') return refusedSecret;
  }
  const { id, name, instagram_business_account: linked } = answer.value;
  if (linked === undefined) {
    const sentence = `No Instagram account is linked to the page “${name}”. Link it in the page’s settings first.`;
    return { ok: false, refusal: { sentence, field: 'accountId', isPassing: false } };
  }
  if (linked.id !== connection.externalId) {
    return wrongId(
      `The page “${name}” is linked to @${linked.username}, whose id is ${linked.id}.`,
    );
  }
  return { ok: true, value: { name, displayAddress: `@${linked.username}`, accountId: id } };
}

async function subscribe(
  connection: ChannelConnection,
  { accountId }: { accountId: string | null },
): Promise<SetupResult<null>> {
  const answer = await callGraph(
    connection,
    {
      method: 'POST',
      path: `${encodeURIComponent(accountId ?? connection.externalId)}/subscribed_apps`,
      query: { subscribed_fields: wanted[loginOf(connection)].join(',') },
      token: tokenOf(connection),
    },
    done,
  );
  return answer.ok
    ? { ok: true, value: null }
    : { ok: false, refusal: refusalOfGraph(answer, 'externalId') };
}

async function unsubscribe(
  connection: ChannelConnection,
  { accountId }: { accountId: string | null },
): Promise<SetupResult<null>> {
  const path = `${encodeURIComponent(accountId ?? connection.externalId)}/subscribed_apps`;
  const call = { method: 'DELETE' as const, path, token: tokenOf(connection) };
  const answer = await callGraph(connection, call, done);
  return answer.ok
    ? { ok: true, value: null }
    : { ok: false, refusal: refusalOfGraph(answer, 'externalId') };
}

async function inspect(
  connection: ChannelConnection,
  account: InspectedAccount,
): Promise<Inspection> {
  const inspectAs = loginOf(connection) === 'facebook' ? inspectPage : inspectOwn;
  return { findings: await inspectAs(connection, account) };
}

async function inspectOwn(
  connection: ChannelConnection,
  { accountId }: InspectedAccount,
): Promise<ChannelFinding[]> {
  const [found, subscription] = await Promise.all([
    checkOwnToken(connection),
    checkSubscription(connection, accountId, undefined),
  ]);
  return [...found, subscription, notTold];
}

/** Of an app that is signed in to by Instagram alone nobody can be asked. */
const notTold: ChannelFinding = {
  check: 'fields',
  state: 'unknown',
  title: 'Where Meta sends messages cannot be asked',
  sentence:
    'Meta does not tell it for this kind of login. If nothing arrives, compare the callback address in your app, under API setup with Instagram login, with the one below.',
};

async function inspectPage(
  connection: ChannelConnection,
  { accountId, webhookUrl, ownAppSecret, now }: InspectedAccount,
): Promise<ChannelFinding[]> {
  const details = await readToken(connection, tokenOf(connection));
  const id = details.ok ? details.value.app_id : undefined;
  const secret = credentialsOf(connection).appSecret ?? ownAppSecret;
  const app = { object: 'instagram', place: 'Webhooks, Instagram', needed: appFields };
  const [link, subscription, fields] = await Promise.all([
    checkLink(connection, accountId),
    checkSubscription(connection, accountId, id),
    fieldsFinding(connection, { id, secret }, { ...app, webhookUrl }),
  ]);
  const permissions = permissionFinding(details, pageScopes);
  return [tokenFinding('Instagram', details, now), permissions, link, subscription, fields];
}

async function checkOwnToken(connection: ChannelConnection): Promise<ChannelFinding[]> {
  const call = {
    path: 'me/conversations',
    query: { platform: 'instagram', limit: '1' },
    token: tokenOf(connection),
  };
  const [own, read] = await Promise.all([
    readOwn(connection),
    callGraph(connection, call, anything),
  ]);
  return [signedIn(own), mayReadMessages(read)];
}

/** An account’s own token cannot be asked when it ends: it is renewed long before. */
function signedIn(own: GraphAnswer<unknown>): ChannelFinding {
  const title = 'Signed in to Instagram';
  if (own.ok) {
    const sentence = 'The key works, and is renewed before it expires.';
    return { check: 'token', state: 'ok', title, sentence };
  }
  if (own.code !== 190) return unanswered('token', title, own);
  return {
    check: 'token',
    state: 'problem',
    title: 'Not signed in to Instagram: it does not accept the access token',
    sentence: 'Nothing can be sent, and people who write stay without a name.',
    steps: [
      'Open your app at Meta, then Instagram, API setup with Instagram login.',
      'Press Generate token beside the account.',
      'Come back, choose Change credentials in the menu above, and paste the new token.',
    ],
    link: { label: 'Open Meta', href: 'https://developers.facebook.com/apps/' },
  };
}

function mayReadMessages(read: GraphAnswer<unknown>): ChannelFinding {
  const check = 'permissions';
  if (read.ok) {
    const sentence = 'The key may read and write messages.';
    return { check, state: 'ok', title: 'All permissions are there', sentence };
  }
  if (!isPermissionFault(read.code)) return unanswered(check, 'Permissions', read);
  return {
    check,
    state: 'problem',
    title: 'A permission is missing',
    sentence: 'The access token was made without instagram_business_manage_messages.',
    steps: [
      'Open your app at Meta, then Instagram, API setup with Instagram login.',
      'Add instagram_business_manage_messages, and generate the token anew.',
      'Come back, choose Change credentials in the menu above, and paste the new token.',
    ],
    link: { label: 'Open Meta', href: 'https://developers.facebook.com/apps/' },
  };
}

async function checkLink(
  connection: ChannelConnection,
  accountId: string | null,
): Promise<ChannelFinding> {
  const [check, title] = ['number', 'The page is linked to the account'] as const;
  const linked = await readPage(connection, accountId);
  if (!linked.ok) return unanswered(check, title, linked);
  if (linked.value.instagram_business_account?.id === connection.externalId) {
    const sentence = `The page “${linked.value.name}” speaks for it.`;
    return { check, state: 'ok', title, sentence };
  }
  return {
    check,
    state: 'problem',
    title: 'The page is not linked to this account any more',
    sentence: `“${linked.value.name}” has another Instagram account, or none.`,
    steps: ['Open the page’s settings on Facebook, then Linked accounts, and link the account.'],
  };
}

async function checkSubscription(
  connection: ChannelConnection,
  accountId: string | null,
  appId: string | undefined,
): Promise<ChannelFinding> {
  const check = 'subscription';
  const title = 'The account sends to this app';
  const path = `${encodeURIComponent(accountId ?? connection.externalId)}/subscribed_apps`;
  const answer = await callGraph(connection, { path, token: tokenOf(connection) }, subscribedApps);
  if (!answer.ok) return unanswered(check, title, answer);
  // What another app is told of does not come here.
  const on = answer.value.data
    .filter(({ id }) => id === undefined || appId === undefined || id === appId)
    .flatMap(({ subscribed_fields: fields }) => fields);
  const missing = wanted[loginOf(connection)].filter((field) => !on.includes(field));
  if (missing.length === 0) {
    return { check, state: 'ok', title, sentence: 'It tells us of everything that is used here.' };
  }
  return {
    check,
    state: missing.includes('messages') ? 'problem' : 'warning',
    title: missing.includes('messages')
      ? 'Messages do not reach us: the account does not send them'
      : 'The account does not tell everything',
    sentence: `Not switched on: ${missing.join(', ')}.`,
    steps: [
      'Choose Change credentials in the menu above.',
      'Save with the access token: that switches on what is missing.',
    ],
  };
}

function readOwn(connection: ChannelConnection) {
  const query = { fields: 'user_id,username,name,account_type' };
  return callGraph(connection, { path: 'me', query, token: tokenOf(connection) }, ownAccount);
}

function readPage(connection: ChannelConnection, accountId: string | null) {
  const path = encodeURIComponent(accountId ?? 'me');
  const query = { fields: 'id,name,instagram_business_account{id,username}' };
  return callGraph(connection, { path, query, token: tokenOf(connection) }, page);
}

/** The two ways in differ in whose token it is: the account's own, or that of its Facebook page. */
function credentialsOf({ credentials }: ChannelConnection) {
  const parsed = instagramCredentials.safeParse(credentials);
  return parsed.data ?? { login: 'instagram' as const, accessToken: '', appSecret: undefined };
}

const loginOf = (connection: ChannelConnection) => credentialsOf(connection).login;
const tokenOf = (connection: ChannelConnection) => credentialsOf(connection).accessToken;

function wrongId(sentence: string): SetupResult<FoundAccount> {
  return { ok: false, refusal: { sentence, field: 'externalId', isPassing: false } };
}

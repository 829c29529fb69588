import { z } from 'zod';
import { callGraph, isPermissionFault, refusalOfGraph } from '#server/channels/graph-call.ts';
import type { GraphAnswer } from '#server/channels/graph-call.ts';
import {
  permissionFinding,
  readToken,
  shakeHands,
  tokenFinding,
  unanswered,
} from '#server/channels/meta-checks.ts';
import type {
  ChannelFinding,
  ChannelSetup,
  FoundAccount,
  Inspection,
  SetupResult,
} from '#server/channels/setup.ts';
import type { ChannelConnection } from '#server/channels/types.ts';

/** The two ways in differ in whose token it is: the account's own, or that of its Facebook page. */
const given = z.object({
  login: z.enum(['instagram', 'facebook']),
  accessToken: z.string(),
});
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
  data: z.array(z.object({ subscribed_fields: z.array(z.string()).default([]) })),
});
const anything = z.object({ data: z.array(z.unknown()) });

/** How an Instagram account is connected and looked after, by itself or through its page. */
export const instagramSetup: ChannelSetup = { identify, subscribe, inspect, shakeHands };

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

async function inspect(
  connection: ChannelConnection,
  { accountId, now }: { accountId: string | null; now: Date },
): Promise<Inspection> {
  const signIn = loginOf(connection) === 'facebook' ? checkPageToken : checkOwnToken;
  const [found, subscription] = await Promise.all([
    signIn(connection, accountId, now),
    checkSubscription(connection, accountId),
  ]);
  return { findings: [...found, subscription] };
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

async function checkPageToken(
  connection: ChannelConnection,
  accountId: string | null,
  now: Date,
): Promise<ChannelFinding[]> {
  const [details, linked] = await Promise.all([
    readToken(connection, tokenOf(connection)),
    readPage(connection, accountId),
  ]);
  return [
    tokenFinding('Instagram', details, now),
    permissionFinding(details, pageScopes),
    linkFinding(linked, connection.externalId),
  ];
}

function linkFinding(linked: GraphAnswer<z.infer<typeof page>>, id: string): ChannelFinding {
  const [check, title] = ['number', 'The page is linked to the account'] as const;
  if (!linked.ok) return unanswered(check, title, linked);
  if (linked.value.instagram_business_account?.id === id) {
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
): Promise<ChannelFinding> {
  const check = 'subscription';
  const title = 'The account sends to this app';
  const path = `${encodeURIComponent(accountId ?? connection.externalId)}/subscribed_apps`;
  const answer = await callGraph(connection, { path, token: tokenOf(connection) }, subscribedApps);
  if (!answer.ok) return unanswered(check, title, answer);
  const on = answer.value.data.flatMap(({ subscribed_fields: fields }) => fields);
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

function loginOf({ credentials }: ChannelConnection): 'instagram' | 'facebook' {
  const parsed = given.safeParse(credentials);
  return parsed.success ? parsed.data.login : 'instagram';
}

function tokenOf({ credentials }: ChannelConnection): string {
  const parsed = given.safeParse(credentials);
  return parsed.success ? parsed.data.accessToken : '';
}

function wrongId(sentence: string): SetupResult<FoundAccount> {
  return { ok: false, refusal: { sentence, field: 'externalId', isPassing: false } };
}

import { z } from 'zod';
import { isPermissionFault, refusalOfGraph } from '#server/channels/graph-call.ts';
import type { GraphAnswer } from '#server/channels/graph-call.ts';
import { askGraph } from '#server/channels/instagram/call-graph.ts';
import { apiFor } from '#server/channels/instagram/credentials.ts';
import { pageSetup } from '#server/channels/instagram/inspect-page.ts';
import { shakeHands, unanswered } from '#server/channels/meta-checks.ts';
import type {
  ChannelFinding,
  ChannelSetup,
  FoundAccount,
  Inspection,
  SetupResult,
} from '#server/channels/setup.ts';
import type { ChannelConnection } from '#server/channels/types.ts';

const wanted = [
  'messages',
  'messaging_postbacks',
  'messaging_seen',
  'message_reactions',
  'messaging_referral',
];
/** Not every app is offered it: worth asking for, and nothing to be refused over. */
const welcome = 'message_edit';

const ownAccount = z.object({
  user_id: z.union([z.string(), z.number()]).transform(String),
  username: z.string(),
  name: z.string().optional().catch(undefined),
  account_type: z.string().optional().catch(undefined),
});
const done = z.object({ success: z.literal(true) });
const subscribedApps = z.object({
  data: z.array(z.object({ subscribed_fields: z.array(z.string()).default([]) })),
});
const anything = z.object({ data: z.array(z.unknown()) });

/** The two ways in differ in whose token it is: the account's own, or that of its Facebook page. */
export const instagramSetup: ChannelSetup = {
  identify: (connection, accountId) => setupOf(connection).identify(connection, accountId),
  subscribe: (connection, account) => setupOf(connection).subscribe(connection, account),
  unsubscribe: (connection, account) => setupOf(connection).unsubscribe(connection, account),
  inspect: (connection, account) => setupOf(connection).inspect(connection, account),
  shakeHands,
};

const ownSetup = { identify, subscribe, unsubscribe, inspect };

function setupOf({ credentials }: ChannelConnection): Omit<ChannelSetup, 'shakeHands'> {
  return apiFor(credentials) === 'facebook_graph' ? pageSetup : ownSetup;
}

async function identify(connection: ChannelConnection): Promise<SetupResult<FoundAccount>> {
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

async function subscribe(connection: ChannelConnection): Promise<SetupResult<null>> {
  let answer = await subscribeTo(connection, [...wanted, welcome]);
  if (!answer.ok && answer.code === 100) answer = await subscribeTo(connection, wanted);
  return answer.ok
    ? { ok: true, value: null }
    : { ok: false, refusal: refusalOfGraph(answer, 'externalId') };
}

function subscribeTo(connection: ChannelConnection, fields: readonly string[]) {
  const path = `${encodeURIComponent(connection.externalId)}/subscribed_apps`;
  const query = { subscribed_fields: fields.join(',') };
  return askGraph(connection, { method: 'POST', path, query }, done);
}

async function unsubscribe(connection: ChannelConnection): Promise<SetupResult<null>> {
  const path = `${encodeURIComponent(connection.externalId)}/subscribed_apps`;
  const answer = await askGraph(connection, { method: 'DELETE', path }, done);
  return answer.ok
    ? { ok: true, value: null }
    : { ok: false, refusal: refusalOfGraph(answer, 'externalId') };
}

/** Of an app that is signed in to by Instagram alone nobody can be asked. */
const notTold: ChannelFinding = {
  check: 'fields',
  state: 'unknown',
  title: 'Where Meta sends messages cannot be asked',
  sentence:
    'Meta does not tell it for this kind of login. If nothing arrives, compare the callback address in your app, under API setup with Instagram login, with the one below.',
};

async function inspect(connection: ChannelConnection): Promise<Inspection> {
  const conversations = {
    path: 'me/conversations',
    query: { platform: 'instagram', limit: '1' },
  };
  const [own, read, subscription] = await Promise.all([
    readOwn(connection),
    askGraph(connection, conversations, anything),
    checkSubscription(connection),
  ]);
  return { findings: [signedIn(own), mayReadMessages(read), subscription, notTold] };
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

async function checkSubscription(connection: ChannelConnection): Promise<ChannelFinding> {
  const check = 'subscription';
  const title = 'The account sends to this app';
  const path = `${encodeURIComponent(connection.externalId)}/subscribed_apps`;
  const answer = await askGraph(connection, { path }, subscribedApps);
  if (!answer.ok) return unanswered(check, title, answer);
  const on = answer.value.data.flatMap(({ subscribed_fields: fields }) => fields);
  const missing = wanted.filter((field) => !on.includes(field));
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
  return askGraph(connection, { path: 'me', query }, ownAccount);
}

function wrongId(sentence: string): SetupResult<FoundAccount> {
  return { ok: false, refusal: { sentence, field: 'externalId', isPassing: false } };
}

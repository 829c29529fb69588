import { z } from 'zod';
import { refusalOfGraph } from '#server/channels/graph-call.ts';
import type { GraphAnswer } from '#server/channels/graph-call.ts';
import { askGraph } from '#server/channels/instagram/call-graph.ts';
import { accessOf } from '#server/channels/instagram/request.ts';
import {
  checkAppSecret,
  fieldsFinding,
  permissionFinding,
  readToken,
  refusedSecret,
  tokenFinding,
  unanswered,
} from '#server/channels/meta-checks.ts';
import type { TokenDetails } from '#server/channels/meta-checks.ts';
import type {
  ChannelFinding,
  ChannelSetup,
  FoundAccount,
  InspectedAccount,
  Inspection,
  SetupResult,
} from '#server/channels/setup.ts';
import type { ChannelConnection } from '#server/channels/types.ts';

const scopes = ['instagram_basic', 'instagram_manage_messages', 'pages_manage_metadata'];

/**
 * What a page tells its app. Any of its fields lets the account's messages through, and those of
 * Messenger's want a permission more. (reference: Meta, Webhooks for Instagram messaging)
 */
const pageField = 'feed';

/** What the app at Meta tells of accounts on Instagram: chosen there, by hand, for all of them at once. */
const fields = [
  { field: 'messages', without: 'Messages do not reach us: Meta does not send them' },
  { field: 'messaging_postbacks', without: 'We do not hear when somebody presses a button' },
  { field: 'messaging_seen', without: 'We do not hear when somebody has read a message' },
  { field: 'message_reactions', without: 'We do not hear when somebody reacts to a message' },
  { field: 'messaging_referral', without: 'We do not hear which link somebody came through' },
];

const page = z.object({
  id: z.string(),
  name: z.string(),
  instagram_business_account: z.object({ id: z.string(), username: z.string() }).optional(),
});
const done = z.object({ success: z.literal(true) });
const subscribedApps = z.object({
  data: z.array(z.object({ id: z.string().optional() })),
});

/** How an Instagram account is connected and looked after through its Facebook page. */
export const pageSetup: Omit<ChannelSetup, 'shakeHands'> = {
  identify,
  subscribe,
  unsubscribe,
  inspect,
};

async function identify(
  connection: ChannelConnection,
  accountId: string | null,
): Promise<SetupResult<FoundAccount>> {
  const answer = await readPage(connection, accountId);
  if (!answer.ok) return { ok: false, refusal: refusalOfGraph(answer, 'accountId') };
  const pasted = accessOf(connection)?.credentials;
  if (pasted?.appSecret !== undefined) {
    const given = { accessToken: pasted.accessToken, appSecret: pasted.appSecret };
    if ((await checkAppSecret(connection, given)) === 'wrong') return refusedSecret;
  }
  const { id, name, instagram_business_account: linked } = answer.value;
  if (linked === undefined) {
    const sentence = `No Instagram account is linked to the page “${name}”. Link it in the page’s settings first.`;
    return { ok: false, refusal: { sentence, field: 'accountId', isPassing: false } };
  }
  if (linked.id !== connection.externalId) {
    const sentence = `The page “${name}” is linked to @${linked.username}, whose id is ${linked.id}.`;
    return { ok: false, refusal: { sentence, field: 'externalId', isPassing: false } };
  }
  return { ok: true, value: { name, displayAddress: `@${linked.username}`, accountId: id } };
}

async function subscribe(
  connection: ChannelConnection,
  { accountId }: { accountId: string | null },
): Promise<SetupResult<null>> {
  const query = { subscribed_fields: pageField };
  const call = { method: 'POST' as const, path: `${pathOf(accountId)}/subscribed_apps`, query };
  const answer = await askGraph(connection, call, done);
  return answer.ok
    ? { ok: true, value: null }
    : { ok: false, refusal: refusalOfGraph(answer, 'accountId') };
}

async function unsubscribe(
  connection: ChannelConnection,
  { accountId }: { accountId: string | null },
): Promise<SetupResult<null>> {
  const call = { method: 'DELETE' as const, path: `${pathOf(accountId)}/subscribed_apps` };
  const answer = await askGraph(connection, call, done);
  return answer.ok
    ? { ok: true, value: null }
    : { ok: false, refusal: refusalOfGraph(answer, 'accountId') };
}

async function inspect(
  connection: ChannelConnection,
  { accountId, webhookUrl, ownAppSecret, now }: InspectedAccount,
): Promise<Inspection> {
  const [details, linked] = await Promise.all([
    readPageToken(connection),
    readPage(connection, accountId),
  ]);
  const app = {
    id: details.ok ? details.value.app_id : undefined,
    secret: accessOf(connection)?.credentials.appSecret ?? ownAppSecret,
  };
  const wanted = {
    object: 'instagram',
    place: 'Webhooks, Instagram',
    webhookUrl,
    needed: fields,
  };
  const [subscription, switchedOn] = await Promise.all([
    checkSubscription(connection, accountId, app.id),
    fieldsFinding(connection, app, wanted),
  ]);
  return {
    findings: [
      tokenFinding('Instagram', details, now),
      permissionFinding(details, scopes),
      linkFinding(linked, connection.externalId),
      subscription,
      switchedOn,
    ],
  };
}

/** What Meta says about the token of the page. */
export function readPageToken(connection: ChannelConnection): Promise<GraphAnswer<TokenDetails>> {
  const access = accessOf(connection);
  return readToken(connection, access?.credentials.accessToken ?? '', access?.proof);
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

/** Whether our app is one of those that the page tells; of an app without a known id, whether any is. */
async function checkSubscription(
  connection: ChannelConnection,
  accountId: string | null,
  appId: string | undefined,
): Promise<ChannelFinding> {
  const check = 'subscription';
  const title = 'The page sends to this app';
  const path = `${pathOf(accountId)}/subscribed_apps`;
  const answer = await askGraph(connection, { path }, subscribedApps);
  if (!answer.ok) return unanswered(check, title, answer);
  if (answer.value.data.some(({ id }) => appId === undefined || id === appId)) {
    return { check, state: 'ok', title, sentence: 'The account’s messages come with it.' };
  }
  return {
    check,
    state: 'problem',
    title: 'Messages do not reach us: the page does not send to this app',
    sentence: 'Without the page, Meta does not send the messages of the account either.',
    steps: [
      'Choose Change credentials in the menu above.',
      'Save with the access token: that connects the page.',
    ],
  };
}

function readPage(connection: ChannelConnection, accountId: string | null) {
  const query = { fields: 'id,name,instagram_business_account{id,username}' };
  return askGraph(connection, { path: pathOf(accountId), query }, page);
}

/** A page's token is of the page, so that it goes by `me` as well. */
function pathOf(accountId: string | null): string {
  return encodeURIComponent(accountId ?? 'me');
}

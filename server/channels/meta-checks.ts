import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { callGraph, isTokenFault, readText } from '#server/channels/graph-call.ts';
import type { GraphAnswer } from '#server/channels/graph-call.ts';
import type { ChannelFinding, SetupRefusal } from '#server/channels/setup.ts';
import type { ChannelConnection } from '#server/channels/types.ts';

const handshakeTimeoutMs = 8_000;
/** Of what answers at our address in our place. */
const mostHandshakeBytes = 4_096;
const soonMs = 10 * 24 * 3_600_000;

const tokenDetails = z.object({
  data: z.object({
    app_id: z.union([z.string(), z.number()]).transform(String).optional(),
    is_valid: z.boolean(),
    /** Unix seconds; 0 = never. */
    expires_at: z.number().optional(),
    data_access_expires_at: z.number().optional(),
    scopes: z.array(z.string()).default([]),
  }),
});
export type TokenDetails = z.infer<typeof tokenDetails>['data'];

/** What Meta says about an access token; a token may be asked about itself. */
export async function readToken(
  connection: ChannelConnection,
  token: string,
  proof: Record<string, string> = {},
): Promise<GraphAnswer<TokenDetails>> {
  const query = { input_token: token, ...proof };
  const answer = await callGraph(connection, { path: 'debug_token', query, token }, tokenDetails);
  return answer.ok ? { ok: true, value: answer.value.data } : answer;
}

/** When the token, or what it may look at, ends; null when neither does. */
export function endOfToken({
  expires_at: ends,
  data_access_expires_at: accessEnds,
}: TokenDetails): Date | null {
  const told = [ends, accessEnds].flatMap((seconds) =>
    seconds === undefined || seconds <= 0 ? [] : [seconds * 1_000],
  );
  return told.length === 0 ? null : new Date(Math.min(...told));
}

/** Whether the access token works, and until when. */
export function tokenFinding(
  provider: string,
  answer: GraphAnswer<TokenDetails>,
  now: Date,
): ChannelFinding {
  const title = `Signed in to ${provider}`;
  const broken = {
    check: 'token',
    state: 'problem' as const,
    title: `Not signed in to ${provider}: Meta does not accept the access token`,
    sentence: 'Nothing can be sent, and files that customers send cannot be fetched.',
    steps: [
      'Open Meta’s business settings, then System users.',
      'Choose the user of this app, press Generate token, and pick Never as its expiry.',
      'Come back, choose Change credentials in the menu above, and paste the new token.',
    ],
    link: { label: 'Open Meta', href: 'https://business.facebook.com/settings/system-users' },
  };
  if (!answer.ok) {
    if (isTokenFault(answer.code)) return broken;
    return unanswered('token', title, answer);
  }
  if (!answer.value.is_valid) return broken;
  const end = endOfToken(answer.value);
  if (end === null) {
    const sentence = 'The key works and does not expire.';
    return { check: 'token', state: 'ok', title, sentence, badge: 'Permanent key' };
  }
  const at = end.toISOString();
  if (end.getTime() - now.getTime() > soonMs) {
    return { check: 'token', state: 'ok', title, sentence: 'The key works; it expires {at}.', at };
  }
  return {
    ...broken,
    state: 'warning',
    title: `The key to ${provider} expires soon`,
    sentence: 'It expires {at}. From then on nothing can be sent.',
    at,
  };
}

/** Whether the token may do what we do with it. */
export function permissionFinding(
  answer: GraphAnswer<TokenDetails>,
  needed: readonly string[],
): ChannelFinding {
  const title = 'Permissions';
  if (!answer.ok) return unanswered('permissions', title, answer);
  const missing = needed.filter((scope) => !answer.value.scopes.includes(scope));
  if (missing.length === 0) {
    const sentence = 'The key may do everything that is needed here.';
    return { check: 'permissions', state: 'ok', title: 'All permissions are there', sentence };
  }
  return {
    check: 'permissions',
    state: 'problem',
    title: missing.length === 1 ? 'A permission is missing' : 'Permissions are missing',
    sentence: `The access token was made without ${missing.join(' and ')}.`,
    steps: [
      'Open Meta’s business settings, then System users.',
      `Generate a new token for this app and tick ${missing.join(' and ')}.`,
      'Come back, choose Change credentials in the menu above, and paste the new token.',
    ],
    link: { label: 'Open Meta', href: 'https://business.facebook.com/settings/system-users' },
  };
}

const subscriptions = z.object({
  data: z.array(
    z.object({
      object: z.string(),
      callback_url: z.string().optional(),
      active: z.boolean().default(true),
      fields: z
        .array(z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]))
        .default([]),
    }),
  ),
});

type AppSecretAnswer = 'right' | 'wrong' | 'unknown';

/**
 * Whether the secret is of the app that the token was made with: what another app signs is turned
 * away. Only that app's secret may ask what it is told of.
 */
export async function checkAppSecret(
  connection: ChannelConnection,
  { accessToken, appSecret }: { accessToken: string; appSecret: string },
): Promise<AppSecretAnswer> {
  const details = await readToken(connection, accessToken);
  const id = details.ok ? details.value.app_id : undefined;
  if (id === undefined) return 'unknown';
  const answer = await readSubscriptions(connection, { id, secret: appSecret });
  if (answer.ok) return 'right';
  return isTokenFault(answer.code) ? 'wrong' : 'unknown';
}

/** For whom pastes it: nothing is connected with a secret that turns everything away. */
export const refusedSecret: { ok: false; refusal: SetupRefusal } = {
  ok: false,
  refusal: {
    sentence: 'This is not the secret of the app that the access token was made with.',
    field: 'appSecret',
    isPassing: false,
  },
};

function readSubscriptions(connection: ChannelConnection, app: { id: string; secret: string }) {
  const path = `${encodeURIComponent(app.id)}/subscriptions`;
  return callGraph(connection, { path, token: `${app.id}|${app.secret}` }, subscriptions);
}

interface FieldCheck {
  /** What Meta calls the kind of account: whatsapp_business_account, instagram. */
  object: string;
  /** Where its page is called up in the app. */
  place: string;
  webhookUrl: string;
  /** Without the first of a pair nothing works; the others are worth having. */
  needed: readonly { field: string; without: string }[];
}

/** Whether the app at Meta sends what we need, and to us; only its secret may ask. */
export async function fieldsFinding(
  connection: ChannelConnection,
  app: { id: string | undefined; secret: string | undefined },
  { object, place, webhookUrl, needed }: FieldCheck,
): Promise<ChannelFinding> {
  const check = 'fields';
  if (app.id === undefined || app.secret === undefined) {
    const sentence =
      'Which fields are switched on at Meta can be read only with the app secret, or is not told for this key.';
    return { check, state: 'unknown', title: 'Webhook fields', sentence };
  }
  const answer = await readSubscriptions(connection, { id: app.id, secret: app.secret });
  if (!answer.ok && isTokenFault(answer.code)) return wrongSecret;
  if (!answer.ok) return unanswered(check, 'Webhook fields', answer);
  const href = `https://developers.facebook.com/apps/${encodeURIComponent(app.id)}/`;
  const link = { label: 'Open Meta', href };
  const open = `Open your app at Meta, then ${place}.`;
  const ours = answer.value.data.find((one) => one.object === object && one.active);
  if (ours === undefined || (ours.callback_url ?? webhookUrl) !== webhookUrl) {
    return {
      check,
      state: 'problem',
      title: 'Messages do not reach us: Meta sends them elsewhere',
      sentence: 'The callback address of the app at Meta is not the one of this desk.',
      steps: [
        open,
        'Press Edit under Webhook, and paste the callback address and the verify token from below.',
        'Press Verify and save.',
      ],
      link,
    };
  }
  const missing = needed.filter(({ field }) => !ours.fields.includes(field));
  const [worst] = missing;
  if (worst === undefined) {
    const sentence = 'Meta tells us of everything that is used here.';
    return { check, state: 'ok', title: 'All webhook fields are switched on', sentence };
  }
  return {
    check,
    state: worst === needed[0] ? 'problem' : 'warning',
    title: worst.without,
    sentence: `Not switched on at Meta: ${missing.map(({ field }) => field).join(', ')}.`,
    steps: [
      `${open.slice(0, -1)}, Webhook fields.`,
      `Switch on ${missing.map(({ field }) => field).join(', ')}.`,
    ],
    link,
  };
}

const wrongSecret: ChannelFinding = {
  check: 'fields',
  state: 'problem',
  title: 'Messages are turned away: the app secret is of another app',
  sentence: 'What Meta sends is signed with the secret of the app that made the access token.',
  steps: [
    'Open that app at Meta, then App settings, Basic, and press Show beside App secret.',
    'Come back, choose Change credentials in the menu above, and paste both.',
  ],
  link: { label: 'Open Meta', href: 'https://developers.facebook.com/apps/' },
};

/** Something Meta was asked and did not tell: neither good nor bad. */
export function unanswered(
  check: string,
  title: string,
  answer: Extract<GraphAnswer<unknown>, { ok: false }>,
): ChannelFinding {
  const sentence =
    answer.code === null
      ? 'Meta did not answer in time. Check again in a minute.'
      : `Meta does not tell: ${answer.said || `error ${String(answer.code)}`}.`;
  return { check, state: 'unknown', title, sentence };
}

/** Whether the address echoes a challenge to who knows the token, as Meta wants it to. */
export async function shakeHands(
  webhookUrl: string,
  verifyToken: string,
): Promise<'answered' | 'refused' | 'silent'> {
  const challenge = String(randomInt(1_000_000_000, 2_000_000_000));
  const url = new URL(webhookUrl);
  url.searchParams.set('hub.mode', 'subscribe');
  url.searchParams.set('hub.challenge', challenge);
  url.searchParams.set('hub.verify_token', verifyToken);
  try {
    const signal = AbortSignal.timeout(handshakeTimeoutMs);
    const response = await fetch(url, { redirect: 'manual', signal });
    if (response.status !== 200) return 'refused';
    const text = await readText(response, mostHandshakeBytes).catch(() => '');
    return text.trim() === challenge ? 'answered' : 'refused';
  } catch {
    return 'silent';
  }
}

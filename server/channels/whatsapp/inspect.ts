import { z } from 'zod';
import { callGraph, refusalOfGraph } from '#server/channels/graph-call.ts';
import type { GraphAnswer } from '#server/channels/graph-call.ts';
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
import { whatsappCredentials } from '#server/channels/whatsapp/credentials.ts';
import {
  describeNumber,
  numberDetails,
  numberFields,
} from '#server/channels/whatsapp/inspect-number.ts';

const needed = ['whatsapp_business_messaging', 'whatsapp_business_management'];
const fields = [
  { field: 'messages', without: 'Messages and ticks are missing: Meta does not send them' },
  { field: 'message_template_status_update', without: 'We do not hear when a template is decided' },
  { field: 'phone_number_quality_update', without: 'We do not hear when the quality changes' },
  { field: 'account_update', without: 'We do not hear when Meta restricts the account' },
];

const numbersOfAccount = z.object({ data: z.array(z.object({ id: z.string() })) });
const done = z.object({ success: z.literal(true) });
const apps = z.object({
  data: z.array(
    z.object({
      whatsapp_business_api_data: z
        .object({ id: z.union([z.string(), z.number()]).transform(String).optional() })
        .optional(),
    }),
  ),
});

/** How a number of WhatsApp's Cloud API is connected and looked after. */
export const whatsappSetup: ChannelSetup = {
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
  const token = tokenOf(connection);
  const number = await readNumber(connection, token);
  if (!number.ok) return refused(number, 'externalId');
  const { verified_name: name, display_phone_number: displayAddress } = number.value;
  const found = { name: name ?? displayAddress, displayAddress, accountId };
  const secret = secretOf(connection);
  if (secret !== undefined) {
    const given = { accessToken: token, appSecret: secret };
    if ((await checkAppSecret(connection, given)) === 'wrong') return refusedSecret;
  }
  if (accountId === null) return { ok: true, value: found };
  const path = `${encodeURIComponent(accountId)}/phone_numbers`;
  const query = { fields: 'id', limit: '200' };
  const numbers = await callGraph(connection, { path, query, token }, numbersOfAccount);
  if (!numbers.ok) return refused(numbers, 'accountId');
  if (numbers.value.data.some(({ id }) => id === connection.externalId)) {
    return { ok: true, value: found };
  }
  const sentence = 'This number is not of that WhatsApp Business Account. Check both ids.';
  return { ok: false, refusal: { sentence, field: 'accountId', isPassing: false } };
}

async function subscribe(
  connection: ChannelConnection,
  { accountId, pin }: { accountId: string | null; pin?: string },
): Promise<SetupResult<null>> {
  const token = tokenOf(connection);
  if (pin !== undefined) {
    const path = `${encodeURIComponent(connection.externalId)}/register`;
    const body = { messaging_product: 'whatsapp', pin };
    const answer = await callGraph(connection, { method: 'POST', path, body, token }, done);
    if (!answer.ok) return refusedPin(answer);
  }
  if (accountId === null) return { ok: true, value: null };
  const path = `${encodeURIComponent(accountId)}/subscribed_apps`;
  const answer = await callGraph(connection, { method: 'POST', path, body: {}, token }, done);
  return answer.ok ? { ok: true, value: null } : refused(answer, 'accountId');
}

/** Of the account with all its numbers: Meta knows no smaller one. */
async function unsubscribe(
  connection: ChannelConnection,
  { accountId }: { accountId: string | null },
): Promise<SetupResult<null>> {
  if (accountId === null) return { ok: true, value: null };
  const path = `${encodeURIComponent(accountId)}/subscribed_apps`;
  const call = { method: 'DELETE' as const, path, token: tokenOf(connection) };
  const answer = await callGraph(connection, call, done);
  return answer.ok ? { ok: true, value: null } : refused(answer, 'accountId');
}

async function inspect(
  connection: ChannelConnection,
  { accountId, webhookUrl, ownAppSecret, now }: InspectedAccount,
): Promise<Inspection> {
  const token = tokenOf(connection);
  const [details, number, subscribed] = await Promise.all([
    readToken(connection, token),
    readNumber(connection, token),
    readSubscribed(connection, accountId, token),
  ]);
  const appId = details.ok ? details.value.app_id : undefined;
  const subscription = describeSubscribed(subscribed, appId);
  const app = { id: appId, secret: secretOf(connection) ?? ownAppSecret };
  const object = 'whatsapp_business_account';
  const wanted = { object, place: 'WhatsApp, Configuration', webhookUrl, needed: fields };
  const switchedOn = await fieldsFinding(connection, app, wanted);
  const { findings, ...facts } = describeNumber(number);
  return {
    findings: [
      // A token that does not work for the number works for nothing, whatever is told about it.
      !number.ok && number.code === 190
        ? tokenFinding('WhatsApp', number, now)
        : tokenFinding('WhatsApp', details, now),
      permissionFinding(details, needed),
      subscription,
      switchedOn,
      ...findings,
    ],
    ...facts,
  };
}

/** The apps that the account sends to; null when it is not known which account it is. */
async function readSubscribed(
  connection: ChannelConnection,
  accountId: string | null,
  token: string,
) {
  if (accountId === null) return null;
  const path = `${encodeURIComponent(accountId)}/subscribed_apps`;
  return callGraph(connection, { path, token }, apps);
}

/** Whether the account was told to send to our app what happens on it; another app's is not ours. */
function describeSubscribed(
  answer: Awaited<ReturnType<typeof readSubscribed>>,
  appId: string | undefined,
): ChannelFinding {
  const check = 'subscription';
  const title = 'The account sends to this app';
  if (answer === null) {
    const sentence = 'The id of the WhatsApp Business Account is not known; add it to check this.';
    return { check, state: 'unknown', title, sentence };
  }
  if (!answer.ok) return unanswered(check, title, answer);
  const ids = answer.value.data.map((app) => app.whatsapp_business_api_data?.id);
  if (appId !== undefined && ids.includes(appId)) {
    return { check, state: 'ok', title, sentence: 'What happens on it comes to your app at Meta.' };
  }
  if (ids.length > 0 && (appId === undefined || ids.includes(undefined))) {
    const sentence =
      'It sends to an app, but Meta does not tell whether it is the one of this key.';
    return { check, state: 'unknown', title, sentence };
  }
  return {
    check,
    state: 'problem',
    title:
      ids.length === 0
        ? 'Messages do not reach us: the account sends to no app'
        : 'Messages do not reach us: the account sends to another app',
    sentence: 'The WhatsApp Business Account is not subscribed to the app of this access token.',
    steps: [
      'Choose Change credentials in the menu above.',
      'Save with the access token of your app: that subscribes the account anew.',
    ],
  };
}

function readNumber(connection: ChannelConnection, token: string) {
  const path = encodeURIComponent(connection.externalId);
  const query = { fields: numberFields.join(',') };
  return callGraph(connection, { path, query, token }, numberDetails);
}

function tokenOf({ credentials }: ChannelConnection): string {
  return whatsappCredentials.safeParse(credentials).data?.accessToken ?? '';
}

function secretOf({ credentials }: ChannelConnection): string | undefined {
  return whatsappCredentials.safeParse(credentials).data?.appSecret;
}

function refused(
  answer: Extract<GraphAnswer<unknown>, { ok: false }>,
  field: 'externalId' | 'accountId',
) {
  return { ok: false as const, refusal: refusalOfGraph(answer, field) };
}

function refusedPin(answer: Extract<GraphAnswer<unknown>, { ok: false }>): SetupResult<null> {
  const refusal = refusalOfGraph(answer, 'pin');
  if (answer.code !== 133005 && answer.code !== 133016) return { ok: false, refusal };
  const sentence =
    answer.code === 133005
      ? 'This is not the two-step PIN of the number. Reset it at Meta, under two-step verification.'
      : 'Meta lets a number be registered only so often. Try again in 72 hours, or leave the PIN empty.';
  return { ok: false, refusal: { sentence, field: 'pin', isPassing: false } };
}

import { z } from 'zod';
import { callGraph, refusalOfGraph } from '#server/channels/graph-call.ts';
import type { GraphAnswer } from '#server/channels/graph-call.ts';
import {
  fieldsFinding,
  permissionFinding,
  readToken,
  shakeHands,
  tokenFinding,
  unanswered,
} from '#server/channels/meta-checks.ts';
import type {
  ChannelFinding,
  ChannelSetup,
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
      whatsapp_business_api_data: z.object({ id: z.string().optional() }).optional(),
    }),
  ),
});

/** How a number of WhatsApp's Cloud API is connected and looked after. */
export const whatsappSetup: ChannelSetup = { identify, subscribe, inspect, shakeHands };

async function identify(connection: ChannelConnection, accountId: string | null) {
  const token = tokenOf(connection);
  const number = await readNumber(connection, token);
  if (!number.ok) return refused(number, 'externalId');
  const { verified_name: name, display_phone_number: displayAddress } = number.value;
  const found = { name: name ?? displayAddress, displayAddress, accountId };
  if (accountId === null) return { ok: true as const, value: found };
  const path = `${encodeURIComponent(accountId)}/phone_numbers`;
  const query = { fields: 'id', limit: '200' };
  const numbers = await callGraph(connection, { path, query, token }, numbersOfAccount);
  if (!numbers.ok) return refused(numbers, 'accountId');
  if (numbers.value.data.some(({ id }) => id === connection.externalId)) {
    return { ok: true as const, value: found };
  }
  const sentence = 'This number is not of that WhatsApp Business Account. Check both ids.';
  return {
    ok: false as const,
    refusal: { sentence, field: 'accountId' as const, isPassing: false },
  };
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

async function inspect(
  connection: ChannelConnection,
  { accountId, webhookUrl, now }: { accountId: string | null; webhookUrl: string; now: Date },
): Promise<Inspection> {
  const credentials = whatsappCredentials.safeParse(connection.credentials);
  const token = tokenOf(connection);
  const secret = credentials.success ? credentials.data.appSecret : undefined;
  const [details, number, subscription] = await Promise.all([
    readToken(connection, token),
    readNumber(connection, token),
    findSubscription(connection, accountId, token),
  ]);
  const app = { id: details.ok ? details.value.app_id : undefined, secret };
  const object = 'whatsapp_business_account';
  const wanted = { object, product: 'WhatsApp', webhookUrl, needed: fields };
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

/** Whether the account was told to send to our app what happens on it. */
async function findSubscription(
  connection: ChannelConnection,
  accountId: string | null,
  token: string,
): Promise<ChannelFinding> {
  const check = 'subscription';
  const title = 'The account sends to this app';
  if (accountId === null) {
    const sentence = 'The id of the WhatsApp Business Account is not known; add it to check this.';
    return { check, state: 'unknown', title, sentence };
  }
  const path = `${encodeURIComponent(accountId)}/subscribed_apps`;
  const answer = await callGraph(connection, { path, token }, apps);
  if (!answer.ok) return unanswered(check, title, answer);
  if (answer.value.data.length > 0) {
    return { check, state: 'ok', title, sentence: 'What happens on it comes to your app at Meta.' };
  }
  return {
    check,
    state: 'problem',
    title: 'Messages do not reach us: the account sends to no app',
    sentence: 'The WhatsApp Business Account is not subscribed to any app.',
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
  const parsed = whatsappCredentials.safeParse(credentials);
  return parsed.success ? parsed.data.accessToken : '';
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

import { z } from 'zod';
import type { SandboxAccount } from '#server/sandbox/accounts.ts';
import { hasBearer } from '#server/sandbox/bearer.ts';
import { json, parseBody, queryOf } from '#server/sandbox/call.ts';
import type { Answer, Call } from '#server/sandbox/call.ts';
import { conditionSchema } from '#server/sandbox/conditions.ts';
import type { SandboxCore } from '#server/sandbox/core.ts';
import {
  badToken,
  graphError,
  invalidParameter,
  noSuchObject,
} from '#server/sandbox/graph-error.ts';
import type { GraphRefusal } from '#server/sandbox/graph-error.ts';

export const SANDBOX_APP_ID = '300000000000001';

const scopes = [
  'whatsapp_business_messaging',
  'whatsapp_business_management',
  'instagram_basic',
  'instagram_manage_messages',
  'instagram_business_basic',
  'instagram_business_manage_messages',
  'pages_manage_metadata',
];
const whatsappFields = [
  'messages',
  'message_template_status_update',
  'message_template_quality_update',
  'template_category_update',
  'phone_number_quality_update',
  'phone_number_name_update',
  'account_update',
  'user_preferences',
];
const instagramFields = [
  'messages',
  'messaging_postbacks',
  'messaging_seen',
  'message_reactions',
  'messaging_referral',
  'message_edit',
];
/** What a page may tell an app of itself; the fields of Messenger want a permission of their own. */
const pageFields = ['feed', 'name'];
const expiringMs = 5 * 24 * 3_600_000;

type Refuse = (refusal: GraphRefusal) => Answer;

const permissionMissing = (scope: string): GraphRefusal => ({
  httpStatus: 403,
  code: 200,
  title: `Requires ${scope} permission to manage the object`,
});

/**
 * Answers what is asked about accounts rather than sent from them: tokens, subscriptions, numbers,
 * pages. Undefined for a call that is none of these.
 */
export function answerAccount(
  core: SandboxCore,
  call: Call,
  [, objectId = '', edge]: readonly string[],
): Answer | undefined {
  const refuse: Refuse = (refusal) => graphError(refusal, `A${core.randomHex(11)}`);
  if (edge === 'subscriptions') return listSubscriptions(core, call, objectId, refuse);
  if (!hasBearer(call.authorization, core.secrets.accessToken)) return refuse(badToken);
  if (objectId === 'debug_token') return describeToken(core, call);
  if (core.conditions.ofToken().token === 'expired') return refuse(badToken);
  const instagram = findInstagram(core, objectId);
  if (instagram !== undefined) {
    return answerInstagram(core, call, { instagram, objectId, edge }, refuse);
  }
  if (edge === 'subscribed_apps' || edge === 'phone_numbers') {
    return answerBusinessAccount(core, call, { wabaId: objectId, edge }, refuse);
  }
  const account = core.state.accounts.get(objectId);
  if (account === undefined) return undefined;
  if (edge === 'register' && call.method === 'POST') return register(core, call, account, refuse);
  if (edge === undefined && call.method === 'GET') return describeNumber(core, account);
  return undefined;
}

/** Sets how an account stands; an empty object puts it in good order. */
export const conditionBody = conditionSchema.extend({
  phone_number_id: z.string().regex(/^\S{1,64}$/),
});

export function setCondition(
  core: SandboxCore,
  { phone_number_id: id, ...condition }: z.output<typeof conditionBody>,
): Answer {
  core.conditions.set(id, condition);
  return json(condition);
}

function describeToken(core: SandboxCore, call: Call): Answer {
  const { token, missing_permissions: missing } = core.conditions.ofToken();
  const isKnown = hasBearer(
    `Bearer ${queryOf(call).get('input_token') ?? ''}`,
    core.secrets.accessToken,
  );
  const isValid = isKnown && token !== 'expired';
  const now = core.clock.now().getTime();
  const expires = { permanent: 0, expiring: now + expiringMs, expired: now - 1_000 }[token];
  return json({
    data: {
      app_id: SANDBOX_APP_ID,
      application: 'Sandbox app',
      type: 'SYSTEM_USER',
      is_valid: isValid,
      expires_at: Math.floor(expires / 1_000),
      scopes: isValid ? scopes.filter((scope) => !missing.includes(scope)) : [],
      ...(isValid ? {} : { error: { code: 190, message: 'Error validating access token' } }),
    },
  });
}

/** What the app is told of; only its own secret may ask. */
function listSubscriptions(core: SandboxCore, call: Call, appId: string, refuse: Refuse): Answer {
  const appToken = `${SANDBOX_APP_ID}|${core.secrets.appSecret}`;
  if (appId !== SANDBOX_APP_ID || !hasBearer(call.authorization, appToken)) return refuse(badToken);
  const conditions = [...core.state.accounts.keys()].map((id) => core.conditions.of(id));
  const missing = conditions.flatMap((condition) => condition.missing_fields);
  const callback = conditions.find((condition) => condition.callback_url !== undefined);
  const subscription = (object: string, fields: readonly string[]) => ({
    object,
    ...(callback === undefined ? {} : { callback_url: callback.callback_url }),
    active: true,
    fields: fields
      .filter((name) => !missing.includes(name))
      .map((name) => ({ name, version: 'v23.0' })),
  });
  return json({
    data: [
      subscription('whatsapp_business_account', whatsappFields),
      subscription('instagram', instagramFields),
    ],
  });
}

function answerBusinessAccount(
  core: SandboxCore,
  call: Call,
  { wabaId, edge }: { wabaId: string; edge: string },
  refuse: Refuse,
): Answer {
  const numbers = [...core.state.accounts.values()].filter((account) => account.wabaId === wabaId);
  if (numbers.length === 0) return refuse(noSuchObject(wabaId));
  if (core.conditions.ofToken().missing_permissions.includes('whatsapp_business_management')) {
    return refuse(permissionMissing('whatsapp_business_management'));
  }
  if (edge === 'phone_numbers') {
    return json({ data: numbers.map((account) => ({ id: account.phoneNumberId })) });
  }
  if (call.method !== 'GET') {
    const subscribed = call.method === 'POST';
    for (const { phoneNumberId: id } of numbers) {
      const before = core.conditions.of(id);
      core.conditions.set(id, { ...before, subscribed, subscribed_app: undefined });
    }
    return json({ success: true });
  }
  const isSubscribed = numbers.every(({ phoneNumberId: id }) => core.conditions.of(id).subscribed);
  const { subscribed_app: other } = core.conditions.of(numbers[0]?.phoneNumberId ?? '');
  const id = other ?? SANDBOX_APP_ID;
  const app = { id, name: 'Sandbox app', link: 'https://sandbox.example' };
  return json({ data: isSubscribed ? [{ whatsapp_business_api_data: app }] : [] });
}

function describeNumber(core: SandboxCore, account: SandboxAccount): Answer {
  const { quality, tier, status, name_status } = core.conditions.of(account.phoneNumberId);
  return json({
    verified_name: account.verifiedName,
    display_phone_number: account.displayPhoneNumber,
    code_verification_status: status === 'PENDING' ? 'NOT_VERIFIED' : 'VERIFIED',
    quality_rating: quality,
    messaging_limit_tier: tier,
    throughput: { level: 'STANDARD' },
    status,
    name_status,
    id: account.phoneNumberId,
  });
}

function register(core: SandboxCore, call: Call, account: SandboxAccount, refuse: Refuse): Answer {
  const body = z.object({ pin: z.string().regex(/^\d{6}$/) }).safeParse(parseBody(call));
  if (!body.success) return refuse(invalidParameter('Invalid parameter'));
  const condition = core.conditions.of(account.phoneNumberId);
  if (condition.pin !== undefined && condition.pin !== body.data.pin) {
    return refuse({ httpStatus: 400, code: 133005, title: 'Two step verification PIN Mismatch' });
  }
  core.conditions.set(account.phoneNumberId, { ...condition, status: 'CONNECTED' });
  return json({ success: true });
}

function answerInstagram(
  core: SandboxCore,
  call: Call,
  {
    instagram,
    objectId,
    edge,
  }: { instagram: SandboxAccount; objectId: string; edge: string | undefined },
  refuse: Refuse,
): Answer | undefined {
  const { missing_permissions: missing } = core.conditions.ofToken();
  if (edge === 'conversations') {
    const scope = 'instagram_business_manage_messages';
    return missing.includes(scope) ? refuse(permissionMissing(scope)) : json({ data: [] });
  }
  const isPage = objectId === instagram.wabaId;
  if (edge === 'subscribed_apps') {
    return answerSubscribed(core, call, { id: instagram.phoneNumberId, isPage }, refuse);
  }
  if (edge !== undefined || call.method !== 'GET') return undefined;
  const asksForPage = queryOf(call).get('fields')?.includes('instagram_business_account') ?? false;
  const { phoneNumberId: id, displayPhoneNumber: username, verifiedName: name } = instagram;
  if (isPage || asksForPage) {
    return json({ id: instagram.wabaId, name, instagram_business_account: { id, username } });
  }
  return json({ id, user_id: id, username, name, account_type: 'BUSINESS' });
}

/** The account by its id or that of the page it is linked to; every token is of the first. */
function findInstagram({ state }: SandboxCore, objectId: string): SandboxAccount | undefined {
  return [...state.accounts.values()]
    .filter(({ kind }) => kind === 'instagram')
    .find(
      ({ phoneNumberId, wabaId }) =>
        objectId === 'me' || objectId === phoneNumberId || objectId === wabaId,
    );
}

function answerSubscribed(
  core: SandboxCore,
  call: Call,
  { id, isPage }: { id: string; isPage: boolean },
  refuse: Refuse,
): Answer {
  const condition = core.conditions.of(id);
  const known = isPage ? pageFields : instagramFields;
  if (call.method === 'POST') {
    const asked = queryOf(call).get('subscribed_fields')?.split(',') ?? [];
    const unknown = asked.find((field) => !known.includes(field));
    if (unknown !== undefined || asked.length === 0) {
      const fields = known.join(', ');
      return refuse(invalidParameter(`Param subscribed_fields must be one of {${fields}}`));
    }
    core.conditions.set(id, { ...condition, subscribed: true, missing_fields: [] });
    return json({ success: true });
  }
  if (call.method === 'DELETE') {
    core.conditions.set(id, { ...condition, subscribed: false });
    return json({ success: true });
  }
  const on = known.filter((field) => !condition.missing_fields.includes(field));
  const app = { id: SANDBOX_APP_ID, name: 'Sandbox app', subscribed_fields: on };
  return json({ data: condition.subscribed ? [app] : [] });
}

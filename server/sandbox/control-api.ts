import { z } from 'zod';

import { conditionBody, setCondition } from '#server/sandbox/account-api.ts';
import { parseBody, queryOf } from '#server/sandbox/call.ts';
import type { Answer, Call } from '#server/sandbox/call.ts';
import type { SandboxCore } from '#server/sandbox/core.ts';
import * as customers from '#server/sandbox/customer-controls.ts';
import * as bodies from '#server/sandbox/customer-schema.ts';
import { fileQuery, showFile } from '#server/sandbox/show-file.ts';
import * as controls from '#server/sandbox/controls.ts';
import {
  accountBody,
  chatQuery,
  customerBody,
  feedQuery,
  messageBody,
  misbehaveBody,
  reachBody,
  ofCustomer,
  webhookBody,
} from '#server/sandbox/control-schema.ts';
import { playOnInstagram } from '#server/sandbox/instagram-controls.ts';
import { instagramBody } from '#server/sandbox/instagram-schema.ts';

import { mediaBody, putCustomerFile } from '#server/sandbox/media-api.ts';
import { decideTemplate, templateControlBody } from '#server/sandbox/review-template.ts';

/** Whether the caller may act for this number; undefined asks for the whole sandbox. */
export type Authorize = (phoneNumberId: string | undefined) => Promise<boolean>;

type Deed<Input> = (core: SandboxCore, input: Input, call: Call) => Answer | Promise<Answer>;
type Route = (core: SandboxCore, input: unknown, call: AuthorizedCall) => Promise<Answer>;
interface AuthorizedCall {
  call: Call;
  authorize: Authorize;
}

const numberQuery = z.object({ phone_number_id: z.string().optional() });
const anyone = z.object({ phone_number_id: z.string().optional() });

const routes = new Map<string, Route>([
  ['GET accounts', route(numberQuery, controls.listAccounts)],
  ['POST accounts', route(accountBody, controls.saveAccount, 'whole sandbox')],
  ['POST webhook', route(webhookBody, controls.registerWebhook, 'whole sandbox')],
  ['GET customers', route(z.object({ phone_number_id: z.string() }), controls.listCustomers)],
  ['POST customers', route(customerBody, controls.saveCustomer)],
  ['GET conversation', route(chatQuery, controls.getConversation)],
  ['GET feed', route(feedQuery, controls.awaitChange)],
  ['POST media', route(mediaBody, putCustomerFile)],
  ['POST messages', onNumber(messageBody, controls.postMessage)],
  ['POST instagram', route(instagramBody, playOnInstagram)],
  ['POST read', onNumber(ofCustomer, controls.postRead)],
  ['POST reach', route(reachBody, controls.postReach)],
  ['GET misbehave', route(numberQuery, controls.getMisbehaviour)],
  ['POST misbehave', route(misbehaveBody, controls.setMisbehaviour)],
  ['POST condition', route(conditionBody, setCondition)],
  ['GET ledger', route(numberQuery, controls.getLedger)],
  ['POST template', route(templateControlBody, decideTemplate)],
  ['POST reset', route(anyone, controls.reset, 'whole sandbox')],
  ['GET file', route(fileQuery, showFile)],
  ['POST say', onNumber(bodies.sayBody, customers.say)],
  ['POST react', onNumber(bodies.reactBody, customers.react)],
  ['POST edit', onNumber(bodies.editBody, customers.edit)],
  ['POST unsend', onNumber(bodies.unsendBody, customers.unsend)],
  ['POST play', onNumber(bodies.playBody, customers.play)],
  ['POST move', onNumber(bodies.moveBody, customers.move)],
  ['POST hide', onNumber(bodies.hideBody, customers.hide)],
  ['POST marketing', onNumber(bodies.marketingBody, customers.chooseMarketing)],
  ['POST welcome', onNumber(bodies.welcomeBody, customers.openChat)],
  ['POST identity', onNumber(bodies.identityBody, customers.changeIdentity)],
  ['POST silence', onNumber(bodies.silenceBody, customers.fallSilentFor)],
  ['POST echo', onNumber(bodies.echoBody, customers.echo)],
]);

/** What is done on WhatsApp; on Instagram everything is told in other words. */
function onNumber<Input extends { phone_number_id: string }>(
  schema: z.ZodType<Input>,
  deed: Deed<Input>,
): Route {
  return route(schema, (core, input, call) =>
    core.state.accounts.get(input.phone_number_id)?.kind === 'instagram'
      ? controls.fault(400, 'This is an Instagram account, not a number.')
      : deed(core, input, call),
  );
}

/** Answers the calls by which the phone page, tests and benches steer the sandbox. */
export async function answerControl(
  core: SandboxCore,
  call: Call,
  name: string,
  authorize: Authorize,
): Promise<Answer> {
  const found = routes.get(`${call.method} ${name}`);
  if (found === undefined) return controls.fault(404, 'The sandbox has no such control.');
  const input = call.method === 'GET' ? Object.fromEntries(queryOf(call)) : parseBody(call);
  return found(core, input, { call, authorize });
}

function route<Input extends { phone_number_id?: string | undefined }>(
  schema: z.ZodType<Input>,
  deed: Deed<Input>,
  scope: 'one number' | 'whole sandbox' = 'one number',
): Route {
  return async (core, input, { call, authorize }) => {
    const parsed = schema.safeParse(input);
    const number = parsed.data?.phone_number_id;
    // Permission is asked first, so that a stranger learns nothing from a complaint about the input.
    if (!(await authorize(scope === 'one number' ? number : undefined))) {
      return controls.fault(401, 'You may not use this sandbox number.');
    }
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      const part = issue?.path.join('.') || 'The input';
      return controls.fault(400, `${part}: ${issue?.message ?? 'not valid'}.`);
    }
    return deed(core, parsed.data, call);
  };
}

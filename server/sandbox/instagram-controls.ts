import type { z } from 'zod';

import { json } from '#server/sandbox/call.ts';
import type { Answer } from '#server/sandbox/call.ts';
import { fault } from '#server/sandbox/controls.ts';
import type { SandboxCore } from '#server/sandbox/core.ts';
import { doOnInstagram } from '#server/sandbox/instagram-deeds.ts';
import type { instagramBody } from '#server/sandbox/instagram-schema.ts';

/** A person does something on Instagram; answers with the id of what it made, or was done to. */
export async function playOnInstagram(
  core: SandboxCore,
  input: z.output<typeof instagramBody>,
): Promise<Answer> {
  const account = core.state.accounts.get(input.phone_number_id);
  if (account?.kind !== 'instagram') {
    return fault(404, 'The sandbox has no such Instagram account.');
  }
  const id = await doOnInstagram(core, account, input.customer, input.deed);
  return id === null ? fault(404, 'There is no such message in this thread.') : json({ id });
}

import type { z } from 'zod';

import { json } from '#server/sandbox/call.ts';
import type { Answer, Call } from '#server/sandbox/call.ts';
import { fault } from '#server/sandbox/controls.ts';
import type { SandboxCore } from '#server/sandbox/core.ts';
import { doOnInstagram } from '#server/sandbox/instagram-deeds.ts';
import type { InstagramDeed, instagramBody } from '#server/sandbox/instagram-schema.ts';
import { openAddressOf } from '#server/sandbox/media-api.ts';

/** A person does something on Instagram; answers with the id of what it made, or was done to. */
export async function playOnInstagram(
  core: SandboxCore,
  input: z.output<typeof instagramBody>,
  call: Call,
): Promise<Answer> {
  const account = core.state.accounts.get(input.phone_number_id);
  if (account?.kind !== 'instagram') {
    return fault(404, 'The sandbox has no such Instagram account.');
  }
  const addressOf = (id: string) => openAddressOf(core, call, { ...account, id });
  const deed = await withAddresses(input.deed, addressOf);
  if (deed === null) return fault(400, 'The sandbox keeps no such file.');
  const id = await doOnInstagram(core, account, input.customer, deed);
  return id === null ? fault(404, 'There is no such message in this thread.') : json({ id });
}

/** A file that the sandbox keeps goes by its address; null when there is no such file. */
async function withAddresses(
  deed: InstagramDeed,
  addressOf: (id: string) => Promise<string | null>,
): Promise<InstagramDeed | null> {
  if (deed.type !== 'attachments') return deed;
  const attachments: typeof deed.attachments = [];
  for (const { media_id: id, ...attachment } of deed.attachments) {
    const url = id === undefined ? undefined : await addressOf(id);
    if (url === null) return null;
    attachments.push(url === undefined ? attachment : { ...attachment, payload: { url } });
  }
  return { ...deed, attachments };
}

import { z } from 'zod';

import type { Answer } from '#server/sandbox/call.ts';
import { fault } from '#server/sandbox/controls.ts';
import type { SandboxCore } from '#server/sandbox/core.ts';

export const fileQuery = z.object({ phone_number_id: z.string(), id: z.string().max(64) });

/** What a browser may draw in the page's own origin; everything else it saves. */
const SHOWN = /^(image\/(png|jpeg|webp|gif)|audio\/[\w.+-]+|video\/[\w.+-]+)(;|$)/;

/** A file of either side, as the phone shows it. */
export async function showFile(
  core: SandboxCore,
  { phone_number_id: phoneNumberId, id }: z.infer<typeof fileQuery>,
): Promise<Answer> {
  const found = await core.media.describe(id);
  const bytes = found?.phoneNumberId === phoneNumberId ? await core.media.read(id) : null;
  if (found === null || bytes === null) return fault(404, 'The sandbox keeps no such file.');
  const { mimeType, fileName } = found;
  const name = encodeURIComponent(fileName ?? id);
  const disposition = SHOWN.test(mimeType) ? 'inline' : 'attachment';
  return {
    status: 200,
    headers: {
      'accept-ranges': 'bytes',
      'content-type': mimeType,
      'content-disposition': `${disposition}; filename*=UTF-8''${name}`,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, max-age=3600',
    },
    body: new Uint8Array(bytes),
  };
}

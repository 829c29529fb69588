import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import { GRAPH_API_VERSION } from '#server/channels/meta/read-answer.ts';
import type { TemplateResult } from '#server/channels/template-parts.ts';
import type { ChannelConnection, FileToUpload } from '#server/channels/types.ts';
import { callTemplates } from '#server/channels/whatsapp/templates-call.ts';

const session = z.object({ id: z.string().regex(/^upload:[\w:?&=%.+/~-]+$/) });
const uploaded = z.object({ h: z.string().min(1).max(4_096) });

/**
 * Hands an example file to Meta's app, in two calls: one that says what is coming, one with its
 * bytes. `app` in the address stands for the app that the access token is of.
 */
export async function uploadSample(
  connection: ChannelConnection,
  { fileName, mimeType, sizeBytes, open }: FileToUpload,
): Promise<TemplateResult<{ handle: string }>> {
  const root = `${connection.baseUrl}/${GRAPH_API_VERSION}`;
  const query = new URLSearchParams({
    file_name: fileName,
    file_length: String(sizeBytes),
    file_type: mimeType,
  });
  const asked = { method: 'POST', isRepeatable: true } as const;
  const begun = await callTemplates(
    connection,
    { ...asked, url: `${root}/app/uploads?${query.toString()}` },
    session,
  );
  if (!begun.ok) return begun;
  const file = await buffer(open());
  const taken = await callTemplates(
    connection,
    { ...asked, url: `${root}/${begun.value.id}`, file },
    uploaded,
  );
  return taken.ok ? { ok: true, value: { handle: taken.value.h } } : taken;
}

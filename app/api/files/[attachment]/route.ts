import { sessionFromCookieHeader } from '#server/auth/session-cookie.ts';
import { createBusinessContext } from '#server/business-context.ts';
import { openAttachment } from '#server/domain/attachments/open-attachment.ts';
import { answerFile } from '#server/files/answer-file.ts';
import { readLink } from '#server/files/sign-link.ts';

interface Route {
  params: Promise<{ attachment: string }>;
}

/** A file of a message, to whoever holds a link to it that was signed not long ago. */
export async function GET(request: Request, { params }: Route): Promise<Response> {
  const { attachment } = await params;
  const link = readLink(attachment, new URL(request.url).searchParams, new Date());
  if (link === 'forged') return refusal(403, 'This link was not made here.');
  if (link.isOver && !(await isMember(request, link.businessId))) {
    return refusal(410, 'This link is no longer valid. Reload the page.');
  }
  const { businessId, attachmentId, variant } = link;
  const actor = { kind: 'system', job: 'serve-file' } as const;
  const context = createBusinessContext({ businessId, actor });
  const opened = await openAttachment(context, { attachmentId, variant });
  if (opened === null) return refusal(404, 'This file is not here.');
  return answerFile({ ...opened, ...opened.content }, request);
}

/** The same without the bytes, of which none is then read. */
export const HEAD = GET;

/** A page stays open all day: those who may see the file anyway go on playing and saving it. */
async function isMember(request: Request, businessId: string): Promise<boolean> {
  const session = await sessionFromCookieHeader(request.headers.get('cookie'));
  return session?.memberships.some((place) => place.businessId === businessId) === true;
}

function refusal(status: number, sentence: string): Response {
  return new Response(sentence, { status, headers: { 'cache-control': 'no-store' } });
}

import { z } from 'zod';
import { getSession } from '#server/auth/session.ts';
import { getLogo } from '#server/domain/businesses/change-logo.ts';
import { memberContext } from '#server/trpc/init.ts';

const nothing = () => new Response('Not found', { status: 404 });

/** The logo of one of the caller's businesses; `v` changes with it, so browsers may keep it for good. */
export async function GET(request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const businessId = z.uuid().safeParse(searchParams.get('business')).data;
  const session = await getSession();
  const place = session?.memberships.find((one) => one.businessId === businessId);
  if (session === null || place === undefined) return nothing();
  const logo = await getLogo(memberContext(place, session));
  if (logo === null) return nothing();
  return new Response(new Uint8Array(logo.content), {
    headers: {
      'Content-Type': logo.contentType,
      'Cache-Control': 'private, max-age=31536000, immutable',
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'X-Content-Type-Options': 'nosniff',
    },
  });
}

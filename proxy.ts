import { randomBytes } from 'node:crypto';
import { NextResponse, type NextRequest } from 'next/server';
import { env } from '#server/env.ts';
import { contentSecurityPolicy, realtimeSources } from '#server/http/security-headers.ts';

/** Gives each page its nonce, on the way in for our own scripts and on the way out as the policy. */
export function proxy(request: NextRequest): NextResponse {
  const settings = env();
  const nonce = randomBytes(16).toString('base64');
  const policy = contentSecurityPolicy({
    nonce,
    isDevelopment: settings.NODE_ENV === 'development',
    connectSources: realtimeSources(settings),
  });
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('x-path', request.nextUrl.pathname + request.nextUrl.search);
  headers.set('Content-Security-Policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('Content-Security-Policy', policy);
  return response;
}

export const config = {
  matcher: [
    {
      source: '/((?!api/|_next/static|_next/image|icon.svg|apple-icon.png|favicon.ico).*)',
      // A page that a browser fetches ahead is shown later as it came: it needs its policy too.
      missing: [{ type: 'header', key: 'next-router-prefetch' }],
    },
  ],
};

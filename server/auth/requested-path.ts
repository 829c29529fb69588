import 'server-only';
import { headers } from 'next/headers';
import { safePath } from '#server/auth/safe-path.ts';

/** The path and query of the page that was asked for, as the proxy noted them; otherwise the inbox. */
export async function requestedPath(): Promise<string> {
  return safePath((await headers()).get('x-path'));
}

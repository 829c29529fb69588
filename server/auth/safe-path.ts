/** The page to go to after signing in, if it is one of ours; otherwise the inbox. */
export function safePath(path: unknown): string {
  if (typeof path !== 'string' || !/^\/(?![/\\])/.test(path)) return '/inbox';
  const origin = 'http://here.invalid';
  if (!URL.canParse(path, origin) || new URL(path, origin).origin !== origin) return '/inbox';
  return path;
}

/**
 * One value per process: every module exists several times in it (server, pages, route handlers),
 * so anything with state is kept on globalThis under the given name.
 */
export function perProcess<T>(name: string, make: () => T): T {
  const key = Symbol.for(`frontdesk.${name}`);
  const holder = globalThis as unknown as Record<symbol, { value: T } | undefined>;
  holder[key] ??= { value: make() };
  return holder[key].value;
}

/** Looked up for every request, several times. */
const keys = new Map<string, symbol>();

/**
 * One value per process: every module exists several times in it (server, pages, route handlers),
 * so anything with state is kept on globalThis under the given name.
 */
export function perProcess<T>(name: string, make: () => T): T {
  const key = keyOf(name);
  const holder = globalThis as unknown as Record<symbol, { value: T } | undefined>;
  holder[key] ??= { value: make() };
  return holder[key].value;
}

function keyOf(name: string): symbol {
  const known = keys.get(name);
  if (known !== undefined) return known;
  const key = Symbol.for(`frontdesk.${name}`);
  keys.set(name, key);
  return key;
}

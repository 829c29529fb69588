const key = /^[a-z0-9-]{1,64}(\/[a-z0-9-]{1,64}){0,7}$/;

/** Keys are made here and never by strangers; one that could leave its place is a fault of ours. */
export function checkKey(given: string): string {
  if (key.test(given)) return given;
  throw new Error('This is no key of a file.');
}

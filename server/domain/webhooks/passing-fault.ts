/** SQLSTATE classes that another try can cure: connection, rollback, resources, operator, system. */
const passingClasses = new Set(['08', '40', '53', '55', '57', '58']);

/** Whether an error says nothing about the item, only about the moment. */
export function isPassingFault(error: unknown): boolean {
  const code = databaseCode(error);
  if (code !== null) return passingClasses.has(code.slice(0, 2)) || !/^[0-9A-Z]{5}$/.test(code);
  return error instanceof Error && /connection|timeout/i.test(error.message);
}

/** The code of a database or network error, however deeply a library wrapped it. */
function databaseCode(error: unknown): string | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code;
  }
  return null;
}

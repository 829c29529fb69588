/** SQLSTATE classes that another try can cure: connection, rollback, resources, operator, system. */
const passingClasses = new Set(['08', '40', '53', '55', '57', '58']);
/** A server that hands over its work to another only reads for a while. */
const readOnly = '25006';

/** Whether an error says nothing about the item, only about the moment. */
export function isPassingFault(error: unknown): boolean {
  const code = databaseCode(error);
  if (code !== null) {
    // The network's codes are words such as EPIPE; ERR_… is a fault of the program, which stays.
    const isNetwork = /^E(?!RR_)[A-Z_]+$/.test(code);
    return isNetwork || code === readOnly || passingClasses.has(code.slice(0, 2));
  }
  return isOfConnection(innermost(error));
}

/** Of a driver's own errors the words tell; a fault of the program may have the same words in it. */
function isOfConnection(error: unknown): boolean {
  if (!(error instanceof Error) || error.constructor !== Error) return false;
  return /connection|timeout/i.test(error.message);
}

/** A library's own error around it repeats the query, with what people wrote. */
function innermost(error: unknown): unknown {
  let at = error;
  while (at instanceof Error && at.cause instanceof Error) at = at.cause;
  return at;
}

/** The code of a database or network error, however deeply a library wrapped it. */
export function databaseCode(error: unknown): string | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code;
  }
  return null;
}

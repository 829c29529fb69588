/** Faults that happen before the first byte of a request leaves: the message was certainly not taken. */
const BEFORE_SENDING = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** True when fetch failed before sending; anything else may have reached the provider. */
export function failedBeforeSending(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) {
    return error.errors.length > 0 && error.errors.every(failedBeforeSending);
  }
  if (isBeforeSending(error)) return true;
  return error.cause !== undefined && failedBeforeSending(error.cause);
}

function isBeforeSending(error: Error): boolean {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined) return false;
  return BEFORE_SENDING.has(code) || (code === 'ETIMEDOUT' && syscall === 'connect');
}

export type ServiceErrorCode =
  | 'BAD_REQUEST'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'TOO_MANY_REQUESTS'
  | 'PRECONDITION_FAILED'
  | 'UNAVAILABLE';

/** A refusal the caller can understand: a closed code and one plain sentence for people. */
export class ServiceError extends Error {
  readonly code: ServiceErrorCode;
  /** Extra facts for the screen, such as when to try again; never secrets. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ServiceErrorCode,
    message: string,
    options: { cause?: unknown; details?: Record<string, unknown> } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'ServiceError';
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** A foreign id and an id that does not exist are the same thing: not found. */
export function notFound(noun: string): ServiceError {
  return new ServiceError('NOT_FOUND', `This ${noun} does not exist.`);
}

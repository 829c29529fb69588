const hiddenName =
  /secret|password|passphrase|token|credential|authorization|cookie|api_?key|(encryption|signing)_?key|signature|database_?url|smtp_?url|^(text|body|raw|rawbody|payload|content|caption|html|preview|params)$/i;
const deepest = 6;

/** A copy for the log in which secrets and what people wrote are replaced, at any depth. */
export function redact(value: unknown, depth = 0): unknown {
  if (value instanceof Error) return describeError(value, depth);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth >= deepest) return '[deep]';
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      hiddenName.test(name) && inner !== null && inner !== undefined
        ? '[redacted]'
        : redact(inner, depth + 1),
    ]),
  );
}

/** An error for the log: type, code, message and stack with its causes, without any values. */
export function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return redact(error, depth);
  const fields = error as Error & { code?: unknown; constraint?: unknown; table?: unknown };
  return {
    type: error.name,
    message: withoutValues(error.message),
    ...(fields.code === undefined ? {} : { code: fields.code }),
    ...(fields.constraint === undefined ? {} : { constraint: fields.constraint }),
    ...(fields.table === undefined ? {} : { table: fields.table }),
    stack: error.stack === undefined ? undefined : withoutValues(error.stack),
    ...(error.cause === undefined || depth >= deepest
      ? {}
      : { cause: describeError(error.cause, depth + 1) }),
  };
}

/** A message without values: Drizzle puts a failed query's parameters, which may be a customer's words, into its message. */
export function withoutValues(text: string): string {
  return text.replace(/\nparams: [\s\S]*?(?=\n {4}at |$)/, '\nparams: [redacted]');
}

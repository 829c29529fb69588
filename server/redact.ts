const hiddenName =
  /secret|password|passphrase|token|credential|authorization|cookie|api_?key|(encryption|signing)_?key|signature|database_?url|smtp_?url|^(text|body|raw|rawbody|payload|content|caption|html|preview|params)$/i;
const deepest = 6;

/** A copy for the log in which secrets and what people wrote are replaced, at any depth. */
export function redact(value: unknown, depth = 0): unknown {
  if (value instanceof Error) return describeError(value, depth);
  if (typeof value === 'string') return textWithoutValues(value);
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
  const { message, stack } = withoutValues(error);
  return {
    type: error.name,
    message,
    ...(fields.code === undefined ? {} : { code: fields.code }),
    ...(fields.constraint === undefined ? {} : { constraint: fields.constraint }),
    ...(fields.table === undefined ? {} : { table: fields.table }),
    stack,
    ...(error.cause === undefined || depth >= deepest
      ? {}
      : { cause: describeError(error.cause, depth + 1) }),
  };
}

/** Takes the values out of an error and its causes, before it is told outside of the log. */
export function stripValues(error: unknown): void {
  const seen = new Set<unknown>();
  for (let at = error; at instanceof Error && !seen.has(at); at = at.cause) {
    seen.add(at);
    const { message, stack } = withoutValues(at);
    // Some errors of the runtime cannot be written to; they hold no query.
    if (message !== at.message) at.message = message;
    if (stack !== undefined && stack !== at.stack) at.stack = stack;
  }
}

/** What an error says: Drizzle puts a failed query's parameters, which may be a customer's words, into it. */
function withoutValues({ message, stack }: Error): { message: string; stack: string | undefined } {
  const cut = messageWithoutValues(message);
  return { message: cut, stack: stack && textWithoutValues(stack.replace(message, () => cut)) };
}

const values = '\nparams: ';
const isFrame = /^ {4}at .*(?::\d+:\d+\)?|\(<anonymous>\)|\(index \d+\))$/;

/** The message of a failed query ends with its values. */
export function messageWithoutValues(message: string): string {
  const start = message.indexOf(values);
  return start === -1 ? message : `${message.slice(0, start)}${values}[redacted]`;
}

/** A text that may be such a message, and may go on with a stack, which stays. */
function textWithoutValues(text: string): string {
  const start = text.indexOf(values);
  if (start === -1) return text;
  const [, ...lines] = text.slice(start + values.length).split('\n');
  const frames = lines.slice(lines.findLastIndex((line) => !isFrame.test(line)) + 1);
  return [messageWithoutValues(text), ...frames].join('\n');
}

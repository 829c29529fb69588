import { expect, test } from 'vitest';
import { createLog, withLogBindings } from '#server/log.ts';

/** A log whose lines end up in an array. */
function capture() {
  const lines: Record<string, unknown>[] = [];
  const destination = {
    write: (line: string) => {
      lines.push(JSON.parse(line) as Record<string, unknown>);
    },
  };
  return { logger: createLog('debug', destination), lines };
}

test('lines carry the ids of the request they belong to, also when nested', () => {
  const { logger, lines } = capture();
  withLogBindings({ requestId: 'r1' }, () =>
    withLogBindings({ businessId: 'b1' }, () => logger.info('inside')),
  );
  logger.info('outside');
  expect(lines[0]).toMatchObject({ requestId: 'r1', businessId: 'b1', msg: 'inside' });
  expect(lines[1]).not.toHaveProperty('requestId');
});

test.each([
  'password',
  'newPassword',
  'accessToken',
  'authorization',
  'cookie',
  'set-cookie',
  'appSecret',
  'credentials',
  'ENCRYPTION_KEY',
  'apiKey',
  'text',
  'body',
  'rawBody',
])('what is called %s never reaches the log, at any depth', (name) => {
  const { logger, lines } = capture();
  logger.info({ [name]: 'canary', deep: [{ deeper: { [name]: { inner: 'canary' } } }] }, 'x');
  logger.child({ [name]: 'canary' }).info('y');
  expect(lines).toHaveLength(2);
  expect(JSON.stringify(lines)).not.toContain('canary');
});

test('ids, counts and states stay readable', () => {
  const { logger, lines } = capture();
  logger.info({ messageId: 'm1', attempt: 2, state: 'sent', at: new Date(0) }, 'x');
  expect(lines[0]).toMatchObject({
    messageId: 'm1',
    attempt: 2,
    state: 'sent',
    at: '1970-01-01T00:00:00.000Z',
  });
});

test('an error is logged with its causes and codes, without the values of a query', () => {
  const { logger, lines } = capture();
  const cause = Object.assign(new Error('duplicate key'), {
    code: '23505',
    constraint: 'contacts_phone',
    detail: 'Key (phone)=(canary) already exists.',
  });
  const error = new Error('Failed query: insert into x values ($1)\nparams: canary\ncanary', {
    cause,
  });
  logger.error({ error }, 'failed');
  logger.error(error);
  expect(JSON.stringify(lines)).not.toContain('canary');
  expect(lines[0]).toMatchObject({
    error: { type: 'Error', cause: { code: '23505', constraint: 'contacts_phone' } },
  });
  expect(lines[1]).toHaveProperty('err.stack');
});

test('an error that was written down as an object is logged without the values of its query', () => {
  const { logger, lines } = capture();
  const message = 'Failed query: select $1\nparams: canary\n    at canary';
  const stack = `Error: ${message}\n    at ask (/app/ask.ts:1:2)\n    at async Promise.all (index 0)`;
  logger.warn({ failure: { message, stack, cause: { message } }, causes: [message] }, 'again');
  expect(JSON.stringify(lines)).not.toContain('canary');
  expect(lines[0]).toMatchObject({
    failure: {
      message: 'Failed query: select $1\nparams: [redacted]',
      stack: expect.stringMatching(/redacted\]\n {4}at ask .*\n {4}at async .*$/) as string,
    },
  });
});

test('an object that refers to itself does not end the log', () => {
  const { logger, lines } = capture();
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  logger.info({ circle }, 'x');
  expect(lines).toHaveLength(1);
});

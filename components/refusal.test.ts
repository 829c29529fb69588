import { TRPCClientError } from '@trpc/client';
import { expect, test } from 'vitest';
import { refusalOf } from '#components/refusal.ts';

const unreachable = 'We could not reach Frontdesk. Check your connection and try again.';

test.each([
  ['a call that never came through', new TypeError('Failed to fetch')],
  ['the same, as the client wraps it', TRPCClientError.from(new TypeError('Failed to fetch'))],
  ['what is no error at all', 'Failed to fetch'],
])('%s is told in our words, not the browser’s', (_what, error) => {
  expect(refusalOf(error)).toEqual({ sentence: unreachable, field: null });
});

test('a server that answered no is told in its own words, with the field they belong to', () => {
  const error = {
    message: 'That time is over. Pick one that is still to come.',
    code: -32600,
    data: { code: 'BAD_REQUEST', httpStatus: 400, details: { field: 'scheduledFor' } },
  };
  expect(refusalOf(TRPCClientError.from({ error }))).toEqual({
    sentence: error.message,
    field: 'scheduledFor',
  });
});

import { expect, test } from 'vitest';
import { isPassingFault } from '#db/passing-fault.ts';

const withCode = (code: string) => Object.assign(new Error('something'), { code });

test.each(['EPIPE', 'ECONNRESET', '57P01', '40001', '53300', '25006'])(
  'the fault %s passes, so the item is tried again',
  (code) => {
    expect(isPassingFault(new Error('Failed query', { cause: withCode(code) }))).toBe(true);
  },
);

test.each(['22P05', '23514', 'ERR_INVALID_ARG_TYPE'])(
  'the fault %s stays: the item is kept aside',
  (code) => {
    expect(isPassingFault(new Error('Failed query', { cause: withCode(code) }))).toBe(false);
  },
);

test('a fault of the program stays, whatever words are in it', () => {
  const fault = new TypeError("Cannot read properties of undefined (reading 'connectionFor')");
  expect(isPassingFault(fault)).toBe(false);
  expect(isPassingFault(new Error('It failed', { cause: fault }))).toBe(false);
});

test('what people wrote does not make a fault pass, and a lost connection passes within a query', () => {
  const query = 'Failed query: insert … params: the connection has a timeout';
  expect(isPassingFault(new Error(query, { cause: new Error('No row.') }))).toBe(false);
  const cause = new Error('Connection terminated unexpectedly');
  expect(isPassingFault(new Error('Failed query: insert …', { cause }))).toBe(true);
});

test('a connection that the driver lost without a code passes', () => {
  expect(isPassingFault(new Error('Connection terminated unexpectedly'))).toBe(true);
});

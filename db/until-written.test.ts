import { describe, expect, test } from 'vitest';
import { untilWritten } from '#db/until-written.ts';

const failing = (times: number, error: Error) => {
  let calls = 0;
  return () => {
    calls += 1;
    return calls <= times ? Promise.reject(error) : Promise.resolve(calls);
  };
};
const coded = (code: string) => Object.assign(new Error('no'), { code });

describe('writing a result', () => {
  test.each(['57P01', '08006', '40P01', 'ECONNREFUSED', 'ENOENT'])(
    'is tried again after %s, which passes',
    async (code) => {
      expect(await untilWritten(failing(2, coded(code)), 5_000)).toBe(3);
    },
  );

  test('is tried again when the passing error is a cause', async () => {
    const wrapped = new Error('Failed query', { cause: coded('57P03') });
    expect(await untilWritten(failing(1, wrapped), 5_000)).toBe(2);
  });

  test('is given up at once for an error that will stay', async () => {
    await expect(untilWritten(failing(1, coded('23505')), 5_000)).rejects.toThrow('no');
  });

  test('is given up when the time is over', async () => {
    await expect(untilWritten(failing(1_000, coded('57P01')), 200)).rejects.toThrow('no');
  });
});

import { describe, expect, test } from 'vitest';
import { compareKeys, exampleKeys } from '#scripts/checks/env-example.ts';

describe('the example settings', () => {
  test('set and commented-out settings count, sentences do not', () => {
    const text = '# Where it listens, PORT=3000 say.\nPORT=3000\n# SMTP_URL=\n#MAIL_FROM=a@b.c\n';
    expect(exampleKeys(text)).toEqual(['PORT', 'SMTP_URL', 'MAIL_FROM']);
  });

  test('the same keys on both sides are fine', () => {
    expect(compareKeys(['PORT'], ['NODE_ENV', 'PORT'])).toEqual([]);
  });

  test('a key on one side only is reported, and so is a double', () => {
    expect(compareKeys(['OLD', 'OLD'], ['NEW'])).toEqual([
      'NEW is missing in .env.example',
      'OLD is in .env.example, and server/env.ts does not know it',
      'OLD is in .env.example, and server/env.ts does not know it',
      'OLD is in .env.example twice',
    ]);
  });
});

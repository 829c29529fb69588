import { describe, expect, test } from 'vitest';
import { safePath } from '#server/auth/safe-path.ts';

describe('the page after signing in', () => {
  test.each(['/inbox', '/invite/abc', '/settings/team?tab=1'])('%s is ours', (path) => {
    expect(safePath(path)).toBe(path);
  });

  test.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    '',
    undefined,
    ['/inbox'],
  ])('%s leads to the inbox instead', (path) => {
    expect(safePath(path)).toBe('/inbox');
  });
});

import { describe, expect, test } from 'vitest';
import { isKebabCase, unfinishedWords } from '#scripts/checks/house-style.ts';

describe('house style', () => {
  test.each(['TO' + 'DO', 'FIX' + 'ME', 'HA' + 'CK'])('%s is found with its line', (word) => {
    expect(unfinishedWords('a.ts', `one\n// ${word}: later`)).toEqual([
      `a.ts:2: ${word}: do it or drop it`,
    ]);
  });

  test('ordinary words are left alone', () => {
    expect(unfinishedWords('a.ts', 'a todo list, a hacksaw, METODOS')).toEqual([]);
  });

  test.each([
    ['server/domain/messages/send-message.ts', true],
    ['app/(desk)/settings/channels/new/[way]/page.tsx', true],
    ['app/api/trpc/[trpc]/route.ts', true],
    ['server/env.test.ts', true],
    ['components/inbox/MessageRow.tsx', false],
    ['server/send_message.ts', false],
  ])('%s in kebab-case: %s', (path, expected) => {
    expect(isKebabCase(path)).toBe(expected);
  });
});

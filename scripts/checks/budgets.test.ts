import { describe, expect, test } from 'vitest';
import { fileLimit, overBudget, testRatio } from '#scripts/checks/budgets.ts';

const lines = (count: number) => 'export {};\n'.repeat(count);
const body = (count: number) => `{\n${'  work();\n'.repeat(count - 2)}}`;

describe('the size budgets', () => {
  test.each([
    ['app/inbox/page.tsx', 80],
    ['server/trpc/routers/messages.ts', 150],
    ['server/domain/messages/send-message.ts', 200],
    ['server/domain/messages/schema.ts', 400],
    ['server/http/webhooks.ts', 400],
  ])('%s may have %i lines and not one more', (path, limit) => {
    expect(fileLimit(path).lines).toBe(limit);
    expect(overBudget(path, lines(limit))).toEqual([]);
    expect(overBudget(path, lines(limit + 1))).toHaveLength(1);
  });

  test('a function may have 60 lines and not one more', () => {
    expect(overBudget('server/log.ts', `function work() ${body(60)}`)).toEqual([]);
    const [problem] = overBudget('server/log.ts', `\nfunction work() ${body(61)}`);
    expect(problem).toBe('server/log.ts:2: work has 61 lines, a function may have 60');
  });

  test('a component may have 200 lines, also inside memo', () => {
    expect(overBudget('components/a.tsx', `function Row() ${body(200)}`)).toEqual([]);
    expect(overBudget('components/a.tsx', `const Row = memo(() => ${body(200)});`)).toEqual([]);
    expect(overBudget('components/a.tsx', `const Row = memo(() => ${body(201)});`)).toHaveLength(1);
    expect(overBudget('components/a.tsx', `const useRow = () => ${body(61)};`)).toHaveLength(1);
  });

  test.each(['components/ui/menu.tsx', 'db/seed/names.ts', 'server/channels/x/payloads/a.ts'])(
    '%s is exempt',
    (path) => {
      expect(overBudget(path, lines(900))).toEqual([]);
    },
  );

  test('the ratio sets test lines against source lines', () => {
    const files = [
      { path: 'server/a.ts', text: lines(10) },
      { path: 'server/a.test.ts', text: lines(7) },
    ];
    expect(testRatio(files)).toBeCloseTo(0.7);
  });
});

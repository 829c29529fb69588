import { expect, it } from 'vitest';
import { keptWords } from '#components/inbox/kept-words.ts';

it('a draft that is kept says what it has, and when it is here again', () => {
  expect(keptWords({ hasText: true, files: 0 }, 'they write')).toBe(
    'Your draft is kept, and is here again when they write:',
  );
  expect(keptWords({ hasText: true, files: 2 }, 'they write')).toBe(
    'Your draft is kept, and is here again when they write, with 2 files:',
  );
  expect(keptWords({ hasText: false, files: 1 }, 'they write')).toBe(
    'Your draft is kept, and is here again when they write, with 1 file.',
  );
});

it('nobody waits for the customer to write where the channel is disconnected', () => {
  expect(keptWords({ hasText: true, files: 0 }, 'reconnected')).toBe(
    'Your draft is kept, and is here again once the channel is connected:',
  );
});

it('it promises nothing while a press is enough, and kept nothing where there is nothing', () => {
  expect(keptWords({ hasText: true, files: 0 }, 'asked for')).toBe('Your draft is kept:');
  expect(keptWords({ hasText: false, files: 0 }, 'they write')).not.toContain('kept');
});

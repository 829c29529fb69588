import { afterEach, describe, expect, it } from 'vitest';
import { hideToast, onToast, showToast, takeToasts } from '#components/ui/toast.ts';

afterEach(() => {
  takeToasts();
});

describe('toasts', () => {
  it('that come before the toaster is there wait for it', () => {
    showToast({ message: 'Saved' });
    const shown: string[] = [];
    const stop = onToast(() => shown.push(...takeToasts().map(({ message }) => message)));
    showToast({ message: 'Closed' });
    stop();
    expect(shown).toEqual(['Saved', 'Closed']);
  });

  it('are handed over once', () => {
    showToast({ message: 'Saved' });
    expect(takeToasts()).toHaveLength(1);
    expect(takeToasts()).toHaveLength(0);
  });

  it('that are over are neither shown nor left standing', () => {
    showToast({ id: 'closed', message: 'Closed' });
    hideToast('closed');
    expect(takeToasts()).toHaveLength(0);
    const hidden: string[] = [];
    const stop = onToast(
      () => undefined,
      (id) => hidden.push(id),
    );
    hideToast('closed');
    stop();
    expect(hidden).toEqual(['closed']);
  });

  it('are kept while one toaster makes room for the next', () => {
    const stop = onToast(() => undefined);
    stop();
    showToast({ message: 'Saved' });
    expect(takeToasts().map(({ message }) => message)).toEqual(['Saved']);
  });
});

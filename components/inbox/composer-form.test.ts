import { describe, expect, it } from 'vitest';
import { followWindow } from '#components/inbox/composer-form.ts';
import type { ComposerForm } from '#components/inbox/composer-form.ts';

const open: ComposerForm = { isOpen: true, isPinned: false, takesFocus: false };
const closed: ComposerForm = { ...open, isOpen: false };

describe('the form of the composer', () => {
  it('changes by itself with the time to reply', () => {
    expect(followWindow(open, true, 'field')).toBe(open);
    expect(followWindow(open, false, null)).toEqual(closed);
    expect(followWindow(closed, false, null)).toBe(closed);
    expect(followWindow(closed, true, null)).toEqual(open);
  });

  it('keeps whoever is writing within a field, as it closes and as it opens again', () => {
    const kept = followWindow(open, false, 'field');
    expect(kept).toEqual({ ...closed, takesFocus: true });
    expect(followWindow(kept, true, 'field')).toEqual({ ...open, takesFocus: true });
  });

  it('asks for no focus that was elsewhere meanwhile, whoever asked to reply before', () => {
    expect(followWindow({ ...closed, takesFocus: true }, true, null)).toEqual(open);
  });

  it('leaves a template that is being filled where it is, also when one looks elsewhere', () => {
    const filling = followWindow(closed, true, 'template');
    expect(filling).toEqual({ ...closed, isPinned: true });
    expect(followWindow(filling, true, null)).toBe(filling);
    expect(followWindow(filling, true, 'field')).toBe(filling);
  });

  it('is what it was before when the time is over again', () => {
    const filling = { ...closed, isPinned: true };
    expect(followWindow(filling, false, 'template')).toEqual(closed);
  });

  it('does not change beneath a dialog, which would go with it', () => {
    expect(followWindow(open, false, 'over')).toBe(open);
    expect(followWindow(closed, true, 'over')).toBe(closed);
    expect(followWindow(open, false, null)).toEqual(closed);
  });
});

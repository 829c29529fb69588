import { describe, expect, it } from 'vitest';
import { keyNames } from '#components/ui/key-names.ts';

describe('the keys of a shortcut', () => {
  it('are named as the keyboard in front of the person names them', () => {
    expect(keyNames('$mod+k', true)).toEqual(['⌘', 'K']);
    expect(keyNames('$mod+k', false)).toEqual(['Ctrl', 'K']);
  });

  it('show a sequence as one key after the other', () => {
    expect(keyNames('g i', false)).toEqual(['G', 'I']);
  });

  it('leave out a modifier that only some keyboards need', () => {
    expect(keyNames('[Shift]+?', false)).toEqual(['?']);
  });
});

import { describe, expect, it } from 'vitest';
import { hueOf, initialsOf } from '#components/ui/initials.ts';

describe('initials', () => {
  it('are the first letters of the first and the last name', () => {
    expect(initialsOf('Maria da Silva')).toBe('MS');
    expect(initialsOf('priya')).toBe('P');
    expect(initialsOf('Chloé-Élise')).toBe('CÉ');
  });

  it('pass over what is not a letter', () => {
    expect(initialsOf('✨ Ana ✨ Ribeiro (VIP)')).toBe('AR');
    expect(initialsOf('+91 98200 44121')).toBe('#');
    expect(initialsOf('  ')).toBe('#');
  });

  it('keep letters beyond the basic plane whole', () => {
    expect(initialsOf('𐐨nna')).toBe('𐐀');
  });
});

describe('the hue of a person', () => {
  it('is the same every time and differs between people', () => {
    const people = ['Priya Sharma', 'Rafael Costa', 'Arjun Reddy', 'Chloé Martin', 'Fatima Shaikh'];
    expect(people.map(hueOf)).toEqual(people.map(hueOf));
    expect(new Set(people.map(hueOf)).size).toBeGreaterThan(2);
  });
});

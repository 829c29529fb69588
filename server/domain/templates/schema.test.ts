import { describe, expect, test } from 'vitest';
import { formatOf, templateForm } from '#server/domain/templates/schema.ts';

const form = (changes: Record<string, unknown> = {}) => ({
  name: 'visit_reminder',
  language: 'pt_BR',
  category: 'utility',
  header: { kind: 'none' },
  body: 'Hi {{first_name}}, we look forward to your visit.',
  samples: { first_name: 'Priya' },
  footer: '',
  buttons: [],
  ...changes,
});
const faultsIn = (changes: Record<string, unknown>) => {
  const { error } = templateForm.safeParse(form(changes));
  return error?.issues.map(({ path }) => path.join('.')) ?? [];
};
const reply = (text: string) => ({ kind: 'quick_reply', text });

describe('the form of a template', () => {
  test('takes what WhatsApp takes', () => {
    expect(faultsIn({})).toEqual([]);
    const header = { kind: 'text', text: 'For {{first_name}} #1', sample: 'Priya' };
    expect(faultsIn({ header, footer: 'Luxe, © 2026, à côté' })).toEqual([]);
    expect(faultsIn({ header: { kind: 'image', sample: '4::aW1hZ2U=:x' } })).toEqual([]);
    expect(
      faultsIn({ buttons: [reply('Yes'), reply('No'), { kind: 'copy_code', sample: 'A1' }] }),
    ).toEqual([]);
  });

  test.each([
    ['a name with capitals', { name: 'Visit Reminder' }, 'name'],
    ['a blank at the start', { body: '{{first_name}}, we look forward to it.' }, 'body'],
    ['a blank at the end', { body: 'We look forward to you, {{first_name}}' }, 'body'],
    [
      'two blanks side by side',
      {
        body: 'Hi {{first_name}} {{name}}, we look forward to seeing you soon.',
        samples: { first_name: 'a', name: 'b' },
      },
      'body',
    ],
    ['more blanks than words', { body: 'Hi {{first_name}}!' }, 'body'],
    [
      'a gap in the numbers',
      { body: 'Your visit {{2}} is on, see you there soon.', samples: { 2: 'x' } },
      'body',
    ],
    ['a blank with no name', { body: 'Your visit {{}} is on, see you there soon.' }, 'body'],
    [
      'a blank with a capital',
      { body: 'Your visit {{First}} is on, see you there.', samples: { First: 'x' } },
      'body',
    ],
    [
      'names and numbers mixed',
      { header: { kind: 'text', text: 'For {{1}}', sample: 'x' } },
      'body',
    ],
    ['a blank without an example', { samples: {} }, 'samples.first_name'],
    ['1,025 characters', { body: 'x'.repeat(1_025) }, 'body'],
    [
      'an emoji in the header',
      { header: { kind: 'text', text: 'Hello 👋', sample: '' } },
      'header.text',
    ],
    [
      'a star in the header',
      { header: { kind: 'text', text: '*Hello*', sample: '' } },
      'header.text',
    ],
    ['a picture without an example', { header: { kind: 'image', sample: '' } }, 'header.sample'],
    [
      'an address for an example',
      { header: { kind: 'image', sample: 'https://cdn.example/a.jpg' } },
      'header.sample',
    ],
    ['an emoji in the footer', { footer: 'Luxe 💇' }, 'footer'],
    ['a blank in the footer', { footer: 'For {{first_name}}' }, 'footer'],
    [
      'two blanks in the header',
      { header: { kind: 'text', text: '{{first_name}} {{name}}', sample: 'x' } },
      'header.text',
    ],
    [
      'a header without an example',
      { header: { kind: 'text', text: 'For {{name}}', sample: '' } },
      'header.sample',
    ],
    [
      'a link without https',
      { buttons: [{ kind: 'url', text: 'Book', url: 'luxe.example' }] },
      'buttons.0.url',
    ],
    [
      'a link whose example is another',
      { buttons: [{ kind: 'url', text: 'Book', url: 'https://luxe.example/{{1}}', sample: 'x' }] },
      'buttons.0.sample',
    ],
    [
      'three links',
      {
        buttons: ['a', 'b', 'c'].map((text) => ({
          kind: 'url',
          text,
          url: 'https://luxe.example',
        })),
      },
      'buttons',
    ],
    [
      'quick replies apart',
      { buttons: [reply('Yes'), { kind: 'copy_code', sample: 'A1' }, reply('No')] },
      'buttons',
    ],
    ['two buttons alike', { buttons: [reply('Yes'), reply('yes')] }, 'buttons.1.text'],
  ])('refuses %s', (_name, changes, path) => {
    expect(faultsIn(changes)).toContain(path);
  });

  test('tells names from numbers', () => {
    const none = { kind: 'none' } as const;
    expect(formatOf({ header: none, body: 'Hi {{name}}.' })).toBe('named');
    expect(formatOf({ header: none, body: 'Hi {{1}}.' })).toBe('positional');
    expect(formatOf({ header: none, body: 'Hi {{1}} {{name}}.' })).toBeNull();
  });
});

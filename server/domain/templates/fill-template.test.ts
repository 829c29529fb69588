import { describe, expect, test } from 'vitest';
import type { TemplateParts } from '#server/channels/template-parts.ts';
import { fillTemplate } from '#server/domain/templates/fill-template.ts';
import { blanksOf } from '#server/domain/templates/list-blanks.ts';
import { valuesFrom, valuesIn } from '#server/domain/templates/read-values.ts';
import type { FillableTemplate } from '#server/domain/templates/list-blanks.ts';

const parts: TemplateParts = {
  header: { kind: 'text', text: 'For {{first_name}}', sample: 'Priya' },
  body: 'Hi {{first_name}}, {{member_name}} here about {{service}}.',
  samples: { first_name: 'Priya', member_name: 'Ana', service: 'colour' },
  footer: 'Luxe Salon',
  buttons: [
    { kind: 'quick_reply', text: 'Yes' },
    {
      kind: 'url',
      text: 'Book',
      url: 'https://luxe.example/{{1}}',
      sample: 'https://luxe.example/42',
    },
  ],
};
const template = (changes: Partial<FillableTemplate> = {}): FillableTemplate => ({
  name: 'follow_up',
  language: 'en',
  parameterFormat: 'named',
  parts,
  ...changes,
});
const facts = {
  contactName: 'Siobhán O’Brien',
  phone: '+353861234567',
  email: null,
  businessName: 'Luxe Salon',
  memberName: 'Ana Ribeiro',
};

describe('filling a template', () => {
  test('asks once for a name, wherever it stands, and for the end of an address', () => {
    expect(blanksOf(template()).map(({ key, label, sample }) => [key, label, sample])).toEqual([
      ['first_name', 'First name', 'Priya'],
      ['member_name', 'Member name', 'Ana'],
      ['service', 'Service', 'colour'],
      ['button.1', 'End of the address of “Book”', '42'],
    ]);
  });

  test('takes from the two sides what is known, and names what is missing', () => {
    const filled = fillTemplate(template(), valuesFrom(facts));
    expect(filled.text).toBe('Hi Siobhán, Ana Ribeiro here about {{service}}.');
    expect(filled.missing.map(({ key }) => key)).toEqual(['service', 'button.1']);
    expect(
      fillTemplate(template(), valuesFrom({ ...facts, contactName: null })).missing[0],
    ).toEqual(expect.objectContaining({ key: 'first_name' }));
  });

  test.each(["O'Brien", '"Ana" <ana>', '👩🏽‍🦰 & co', '$1 $& $$', '{{service}}', 'é'.repeat(1_024)])(
    'passes %s through untouched',
    (value) => {
      const values = { first_name: value, member_name: 'Ana', service: 'x', 'button.1': value };
      const { content, shown, text, faults } = fillTemplate(template(), values);
      expect(content).toEqual({
        name: 'follow_up',
        language: 'en',
        header: [{ type: 'text', text: value, name: 'first_name' }],
        parameters: [
          { type: 'text', text: value, name: 'first_name' },
          { type: 'text', text: 'Ana', name: 'member_name' },
          { type: 'text', text: 'x', name: 'service' },
        ],
        buttons: [{ index: 1, type: 'url', value }],
      });
      expect(text).toBe(`Hi ${value}, Ana here about x.`);
      expect(shown).toEqual({
        header: { kind: 'text', text: `For ${value}` },
        footer: 'Luxe Salon',
        buttons: [
          { kind: 'quick_reply', label: 'Yes' },
          { kind: 'url', label: 'Book' },
        ],
      });
      expect(faults).toEqual({});
    },
  );

  test.each(['two\nlines', 'a\ttab', 'four    spaces', 'x'.repeat(1_025)])(
    'says why the provider would not take %j',
    (service) => {
      expect(fillTemplate(template(), { service }).faults).toEqual({
        service: expect.any(String) as string,
      });
    },
  );

  test('puts numbered blanks in the order of their numbers, in each part anew', () => {
    const numbered = template({
      parameterFormat: 'positional',
      parts: {
        ...parts,
        header: { kind: 'text', text: 'For {{1}}', sample: '' },
        body: 'On {{2}} we see {{1}} again.',
        buttons: [],
      },
    });
    const values = { 'header.1': 'Priya', 'body.1': 'you', 'body.2': 'Friday' };
    const { content, text } = fillTemplate(numbered, values);
    expect(text).toBe('On Friday we see you again.');
    expect(content).toMatchObject({
      header: [{ type: 'text', text: 'Priya' }],
      parameters: ['you', 'Friday'],
    });
    expect(valuesIn(numbered, content)).toEqual(values);
  });

  test('reads back what a sent one was filled with', () => {
    const values = { first_name: "O'Brien", member_name: 'Ana', service: 'colour' };
    expect(valuesIn(template(), fillTemplate(template(), values).content)).toEqual(values);
  });

  test('wants a place for a header that is one', () => {
    const located = template({
      parts: { ...parts, header: { kind: 'location' }, body: 'Here.', buttons: [] },
    });
    expect(fillTemplate(located, {}).missing.map(({ key }) => key)).toEqual([
      'header.latitude',
      'header.longitude',
    ]);
    expect(
      fillTemplate(located, { 'header.latitude': '19.05', 'header.longitude': '72.8' }).content
        .header,
    ).toEqual([{ type: 'location', place: { latitude: 19.05, longitude: 72.8 } }]);
  });
});

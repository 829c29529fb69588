import type { TemplateButtonValue, TemplateContent } from '#server/channels/content.ts';
import type { Rule } from '#server/channels/whatsapp/find-fault-rule.ts';
import { isBlank, tooLong } from '#server/channels/whatsapp/find-fault-rule.ts';

export function templateRules(template: TemplateContent): Rule[] {
  const { name, language, header = [], parameters, buttons = [] } = template;
  const texts = [...header, ...parameters].flatMap((value) => {
    if (typeof value === 'string') return value;
    if (value.type === 'text') return value.text;
    return value.type === 'currency' || value.type === 'date_time' ? value.fallback : [];
  });
  return [
    [
      [name, language, ...texts].some(isBlank),
      'A template needs its name, its language and a text for each of its blanks.',
    ],
    // (reference: WhatsApp answers them with 132018)
    [
      texts.some((text) => /[\n\t]| {5,}/.test(text)),
      'A blank of a template holds one line, without tabs or five spaces in a row.',
    ],
    [header.length > 1, 'The header of a template has one blank at most.'],
    [new Set(buttons.map(({ index }) => index)).size < buttons.length, 'A button is filled twice.'],
    ...buttons.flatMap(buttonRules),
  ];
}

function buttonRules({ index, type, value }: TemplateButtonValue): Rule[] {
  const most = { copy_code: 15, quick_reply: 128, url: 2_000, catalog: 256, flow: 256 }[type];
  return [
    [isBlank(value), 'Each button of the template that has a blank needs something in it.'],
    [!Number.isInteger(index) || index < 0 || index > 9, 'A template has at most 10 buttons.'],
    tooLong(type === 'copy_code' ? 'A code to copy' : 'What fills a button', value, most),
  ];
}

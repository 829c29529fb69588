import type {
  TemplateButtonValue,
  TemplateContent,
  TemplateValue,
} from '#server/channels/content.ts';
import { buildFile, buildPlace } from '#server/channels/whatsapp/build-part.ts';
import type { Json } from '#server/channels/whatsapp/build-part.ts';

/** A template by name, with what fills its blanks; every value goes as it was written. */
export function buildTemplate(template: TemplateContent): Json {
  const { name, language, header = [], parameters, buttons = [] } = template;
  const components = [
    ...(header.length > 0 ? [{ type: 'header', parameters: header.map(buildValue) }] : []),
    ...(parameters.length > 0 ? [{ type: 'body', parameters: parameters.map(buildValue) }] : []),
    ...buttons.map(buildButton),
  ];
  return {
    name,
    language: { code: language },
    ...(components.length > 0 && { components }),
  };
}

function buildValue(value: string | TemplateValue): Json {
  if (typeof value === 'string') return { type: 'text', text: value };
  const { type } = value;
  const named = 'name' in value && value.name ? { parameter_name: value.name } : {};
  switch (type) {
    case 'text':
      return { type, ...named, text: value.text };
    case 'currency': {
      const { fallback, code, amount1000 } = value;
      const currency = { fallback_value: fallback, code, amount_1000: amount1000 };
      return { type, ...named, currency };
    }
    case 'date_time':
      return { type, ...named, date_time: { fallback_value: value.fallback } };
    case 'location':
      return { type, location: buildPlace(value.place) };
    default:
      return { type, ...named, [type]: buildFile(value.file, type) };
  }
}

/** Meta counts the place of a button among all of the template's, and takes it as a text. */
function buildButton({ index, type, value, data }: TemplateButtonValue): Json {
  return {
    type: 'button',
    sub_type: type,
    index: String(index),
    parameters: [buildButtonValue(type, value, data)],
  };
}

function buildButtonValue(
  type: TemplateButtonValue['type'],
  value: string,
  data: TemplateButtonValue['data'],
): Json {
  switch (type) {
    case 'quick_reply':
      return { type: 'payload', payload: value };
    case 'url':
      return { type: 'text', text: value };
    case 'copy_code':
      return { type: 'coupon_code', coupon_code: value };
    case 'catalog':
      return { type: 'action', action: { thumbnail_product_retailer_id: value } };
    case 'flow': {
      const token = { flow_token: value };
      return { type: 'action', action: data ? { ...token, flow_action_data: data } : token };
    }
  }
}

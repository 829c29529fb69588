import type { ListSection, OutboundContent } from '#server/channels/content.ts';
import { buildFlow } from '#server/channels/whatsapp/build-flow.ts';
import { buildOrder } from '#server/channels/whatsapp/build-order.ts';
import { buildFile, given } from '#server/channels/whatsapp/build-part.ts';
import type { Action, Json } from '#server/channels/whatsapp/build-part.ts';
import { buildProducts } from '#server/channels/whatsapp/build-products.ts';

type WithAction =
  | 'buttons'
  | 'list'
  | 'link'
  | 'flow'
  | 'catalog'
  | 'product'
  | 'products'
  | 'order_details'
  | 'order_status';
export type Interactive = Extract<OutboundContent, { kind: WithAction }>;

/** Something to press, with the words around it. */
export function buildInteractive(content: Interactive): Json {
  const { text, footer } = content;
  const header = headerOf(content);
  return {
    ...actionOf(content),
    ...(header && { header }),
    ...(text && { body: { text } }),
    ...(footer && { footer: { text: footer } }),
  };
}

function headerOf(content: Interactive): Json | null {
  if ('header' in content && content.header) return { type: 'text', text: content.header };
  if (content.kind !== 'order_details' || content.picture === undefined) return null;
  return { type: 'image', image: buildFile(content.picture, 'image') };
}

function actionOf(content: Interactive): Action {
  switch (content.kind) {
    case 'buttons': {
      const buttons = content.buttons.map(({ id, title }) => ({
        type: 'reply',
        reply: { id, title },
      }));
      return { type: 'button', action: { buttons } };
    }
    case 'list':
      return {
        type: 'list',
        action: { button: content.label, sections: content.sections.map(buildSection) },
      };
    case 'link': {
      const { label: display_text, url } = content;
      return { type: 'cta_url', action: { name: 'cta_url', parameters: { display_text, url } } };
    }
    case 'flow':
      return buildFlow(content);
    case 'order_details':
    case 'order_status':
      return buildOrder(content);
    default:
      return buildProducts(content);
  }
}

function buildSection({ title, rows }: ListSection): Json {
  return {
    ...given({ title }),
    rows: rows.map(({ id, title: rowTitle, description }) => ({
      id,
      title: rowTitle,
      ...given({ description }),
    })),
  };
}

import type { ListSection, OutboundContent } from '#server/channels/content.ts';
import { given } from '#server/channels/whatsapp/build-part.ts';
import type { Json } from '#server/channels/whatsapp/build-part.ts';

type Interactive = Extract<OutboundContent, { kind: 'buttons' | 'list' | 'link' }>;

/** Something to press: reply buttons, a list to pick from, or one button that opens an address. */
export function buildInteractive(content: Interactive): Json {
  const { header, text, footer } = content;
  return {
    ...actionOf(content),
    ...(header && { header: { type: 'text', text: header } }),
    body: { text },
    ...(footer && { footer: { text: footer } }),
  };
}

function actionOf(content: Interactive): { type: string; action: Json } {
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

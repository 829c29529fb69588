import type { OutboundContent } from '#server/channels/content.ts';
import { given } from '#server/channels/whatsapp/build-part.ts';
import type { Action } from '#server/channels/whatsapp/build-part.ts';

type Products = Extract<OutboundContent, { kind: 'catalog' | 'product' | 'products' }>;

/** The catalogue, one product of it, or a choice of its products. */
export function buildProducts(content: Products): Action {
  switch (content.kind) {
    case 'catalog': {
      const parameters = { thumbnail_product_retailer_id: content.retailerId };
      return { type: 'catalog_message', action: { name: 'catalog_message', parameters } };
    }
    case 'product': {
      const { catalogId: catalog_id, retailerId: product_retailer_id } = content;
      return { type: 'product', action: { catalog_id, product_retailer_id } };
    }
    case 'products': {
      const sections = content.sections.map(({ title, retailerIds }) => ({
        ...given({ title }),
        product_items: retailerIds.map((id) => ({ product_retailer_id: id })),
      }));
      return { type: 'product_list', action: { catalog_id: content.catalogId, sections } };
    }
  }
}

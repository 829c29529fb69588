import type { MessageContext, Referral } from '#server/channels/content.ts';
import { compact, nameIn, recordIn, textIn } from '#server/channels/meta/untrusted.ts';

type Part = Record<string, unknown>;

const longestUrl = 2_048;

/** How a message came to be written; undefined when nothing is said of it. */
export function readContext(message: Part): MessageContext | undefined {
  const context = recordIn(message, 'context');
  const parts = compact<MessageContext>({
    forwarded: forwardedIn(context),
    referral: readReferral(recordIn(message, 'referral')),
    product: readProduct(recordIn(context, 'referred_product')),
    story: undefined,
  });
  return Object.keys(parts).length === 0 ? undefined : parts;
}

function forwardedIn(context: Part | undefined): MessageContext['forwarded'] {
  if (context?.frequently_forwarded === true) return 'often';
  return context?.forwarded === true ? 'once' : undefined;
}

function readProduct(product: Part | undefined): MessageContext['product'] {
  const retailerId = nameIn(product, 'product_retailer_id');
  if (retailerId === undefined) return undefined;
  return compact({ catalogId: nameIn(product, 'catalog_id'), retailerId });
}

/** `source_id` is the ad, `ctwa_clid` the one click on it. */
function readReferral(referral: Part | undefined): Referral | undefined {
  if (referral === undefined) return undefined;
  return compact<Referral>({
    from: nameIn(referral, 'source_type') === 'post' ? 'post' : 'ad',
    adId: nameIn(referral, 'source_id'),
    clickId: textIn(referral, 'ctwa_clid', longestUrl),
    reference: textIn(referral, 'ref', longestUrl),
    url: textIn(referral, 'source_url', longestUrl),
    headline: textIn(referral, 'headline'),
    body: textIn(referral, 'body'),
    imageUrl:
      textIn(referral, 'image_url', longestUrl) ?? textIn(referral, 'thumbnail_url', longestUrl),
    videoUrl: textIn(referral, 'video_url', longestUrl),
  });
}

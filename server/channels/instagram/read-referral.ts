import type { MessageContext, Referral } from '#server/channels/content.ts';
import { isRecord, shortText, webAddress } from '#server/channels/meta/untrusted.ts';

type Part = Record<string, unknown>;

/** How a message or a press came to be: the story it answers, the ad or link, the product asked about. */
export function readContext(part: Part): MessageContext | undefined {
  const reply = isRecord(part.reply_to) ? part.reply_to : {};
  const story = isRecord(reply.story) ? storyOf(reply.story) : undefined;
  const referral = readReferral(part.referral);
  const product = productIn(part.referral);
  if (story === undefined && referral === undefined && product === undefined) return undefined;
  return {
    ...(story && { story }),
    ...(referral && { referral }),
    ...(product && { product }),
  };
}

/** Undefined when it names neither an ad nor a link nor a reference. */
export function readReferral(value: unknown): Referral | undefined {
  if (!isRecord(value)) return undefined;
  const ad = isRecord(value.ads_context_data) ? value.ads_context_data : {};
  const told = given({
    adId: textOf(value.ad_id),
    clickId: shortText(value.ctwa_clid),
    reference: shortText(value.ref),
    url: webAddress(value.referer_uri),
    headline: shortText(ad.ad_title),
    imageUrl: webAddress(ad.photo_url),
    videoUrl: webAddress(ad.video_url),
  });
  const isAd = told.adId !== undefined || value.source === 'ADS';
  if (Object.keys(told).length === 0 && !isAd) return undefined;
  return { from: isAd ? 'ad' : 'link', ...told };
}

function storyOf(story: Part) {
  return given({ id: textOf(story.id), url: webAddress(story.url) });
}

function productIn(referral: unknown): MessageContext['product'] {
  const product = isRecord(referral) && isRecord(referral.product) ? referral.product : {};
  const retailerId = textOf(product.id);
  return retailerId === undefined ? undefined : { retailerId };
}

/** An id, which Meta sometimes writes as a number; of a long one the last digits are lost. */
function textOf(value: unknown): string | undefined {
  return Number.isSafeInteger(value) ? String(value) : shortText(value);
}

/** Without what is not there. */
function given<T extends Record<string, string | undefined>>(
  parts: T,
): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: string;
  };
}

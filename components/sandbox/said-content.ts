/** What the phone can send, as the sandbox takes it. */
export type SaidContent =
  | { type: 'text'; text: string }
  | { type: 'image' | 'video'; media_id: string; caption?: string }
  | { type: 'audio'; media_id: string; voice: boolean }
  | { type: 'document'; media_id: string; caption?: string; file_name?: string }
  | { type: 'sticker'; media_id: string }
  | ({ type: 'location' } & Place)
  | { type: 'contacts'; contacts: SharedCard[] }
  | { type: 'choice'; message_id: string; option_id: string }
  | { type: 'press'; message_id: string; index: number; text?: string }
  | { type: 'form'; message_id?: string; answers: Record<string, unknown> }
  | { type: 'order'; catalog_id: string; items: OrderedItem[] }
  | { type: 'unsupported' };

/** What only Instagram knows, as its side of the sandbox takes it. */
export type InstagramDeed =
  | { type: 'text'; text: string; quoted_id?: string }
  | {
      type: 'attachments';
      attachments: { type: string; media_id?: string; payload?: Record<string, string> }[];
    }
  | { type: 'story_reply'; text: string; story: { id: string; url: string } }
  | { type: 'story_mention'; url: string; id?: string }
  | { type: 'share' | 'reel'; url: string; id?: string; title?: string }
  | { type: 'like' }
  | { type: 'react'; message_id: string; emoji: string }
  | { type: 'unreact' | 'unsend'; message_id: string }
  | { type: 'edit'; message_id: string; text: string }
  | { type: 'postback'; title: string; payload: string }
  | { type: 'quick_reply'; text: string; payload: string }
  | { type: 'read' }
  | { type: 'referral'; ref?: string; ad_id?: string }
  | { type: 'unsupported' }
  | { type: 'echo'; text: string };

export interface Place {
  latitude: number;
  longitude: number;
  name?: string;
  address?: string;
}

export interface SharedCard {
  name: { formatted_name: string; first_name?: string };
  phones: { phone: string; wa_id?: string; type?: string }[];
}

interface OrderedItem {
  product_retailer_id: string;
  quantity: number;
  item_price: number;
  currency: string;
}

export interface Referral {
  source_url: string;
  source_id: string;
  source_type: 'ad';
  headline: string;
  body: string;
  media_type: 'image';
  ctwa_clid: string;
}

/** How a file travels: a voice message is an audio file that was spoken into the phone. */
export type FileRole = 'image' | 'video' | 'audio' | 'voice' | 'document' | 'sticker';

/** A kept file as a message of its role. */
export function contentOfFile(
  role: FileRole,
  mediaId: string,
  file: { name: string },
): SaidContent {
  if (role === 'voice' || role === 'audio') {
    return { type: 'audio', media_id: mediaId, voice: role === 'voice' };
  }
  if (role === 'document') return { type: 'document', media_id: mediaId, file_name: file.name };
  return { type: role, media_id: mediaId };
}

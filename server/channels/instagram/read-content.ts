import type { FileKind, InboundContent, ProviderFile, Share } from '#server/channels/content.ts';
import {
  isRecord,
  listOf,
  shortText,
  storableText,
  webAddress,
} from '#server/channels/meta/untrusted.ts';

type Part = Record<string, unknown>;

/** What one attachment turns out to be. */
type Attachment =
  | { is: 'file'; file: ProviderFile }
  | { is: 'story'; id?: string; url?: string }
  | { is: 'share'; type: string; share: Share }
  | { is: 'like' }
  | { is: 'ephemeral' }
  | { is: 'unknown'; type: string };

const HEART = '❤️';
const SEEN_ONCE = 'A photo or video that can be seen once: it is in the Instagram app.';

const fileKinds: Readonly<Record<string, FileKind>> = {
  image: 'image',
  video: 'video',
  audio: 'audio',
  file: 'document',
  sticker: 'sticker',
  animated_image: 'image',
};

const shareKinds: Readonly<Record<string, Share['from']>> = {
  share: 'post',
  ig_post: 'post',
  reel: 'reel',
  ig_reel: 'reel',
  ig_story: 'story',
  story: 'story',
  media: 'post',
  story_share: 'story',
  fallback: 'link',
};

/** What a message holds; never nothing: what cannot be shown leaves a placeholder. */
export function readContent(message: Part): InboundContent {
  const text = typeof message.text === 'string' ? storableText(message.text) : '';
  const attachments = listOf(message.attachments).map(readAttachment);
  const said = fromAttachments(attachments, text) ?? fromText(message, text);
  if (said !== undefined) return said;
  if (message.is_unsupported === true) return { kind: 'unsupported', reason: 'unsupported' };
  return unread(attachments);
}

function fromText(message: Part, text: string): InboundContent | undefined {
  if (text === '') return undefined;
  if (!isRecord(message.quick_reply)) return { kind: 'text', text };
  const { payload } = message.quick_reply;
  const id = typeof payload === 'string' ? { id: storableText(payload) } : {};
  return { kind: 'choice', text, choice: { from: 'quick_reply', ...id } };
}

function fromAttachments(
  attachments: readonly Attachment[],
  text: string,
): InboundContent | undefined {
  const files = attachments.flatMap((part) => (part.is === 'file' ? [part.file] : []));
  const story = attachments.find((part) => part.is === 'story');
  if (story !== undefined) {
    const { is: _, ...mention } = story;
    return { kind: 'story', text, story: mention, files: [...picture(story.url), ...files] };
  }
  const shares = attachments.filter((part) => part.is === 'share');
  // One post comes twice for a while, in the old form and in the new one, which says more.
  const shared = shares.find(({ type }) => type !== 'share') ?? shares[0];
  if (shared !== undefined) {
    const { share } = shared;
    return { kind: 'share', text, share, files: [...picture(share.url, share.from), ...files] };
  }
  const [first, ...others] = files;
  if (first !== undefined) return { kind: first.kind, text, files: [first, ...others] };
  if (attachments.some(({ is }) => is === 'like')) {
    return { kind: 'text', text: text === '' ? HEART : text };
  }
  const isSeenOnce = text === '' && attachments.some(({ is }) => is === 'ephemeral');
  return isSeenOnce ? { kind: 'unsupported', reason: SEEN_ONCE } : undefined;
}

function unread(attachments: readonly Attachment[]): InboundContent {
  const unknown = attachments.find((part) => part.is === 'unknown');
  return { kind: 'unsupported', reason: unknown?.type ?? 'empty' };
}

function readAttachment(raw: unknown): Attachment {
  const type = (isRecord(raw) ? shortText(raw.type) : undefined)?.slice(0, 64) ?? 'unknown';
  const payload = isRecord(raw) && isRecord(raw.payload) ? raw.payload : {};
  const url = webAddress(payload.url);
  if (type === 'like_heart') return { is: 'like' };
  if (type === 'ephemeral') return { is: 'ephemeral' };
  if (type === 'story_mention') {
    const id = idIn(payload, 'story_media_id', 'id');
    return { is: 'story', ...(id && { id }), ...(url !== undefined && { url }) };
  }
  if (type === 'template') return readTemplate(payload);
  const fileKind = own(fileKinds, type);
  if (fileKind !== undefined) {
    return url === undefined
      ? { is: 'unknown', type }
      : { is: 'file', file: { kind: fileKind, url } };
  }
  const from = own(shareKinds, type);
  return from === undefined ? { is: 'unknown', type } : readShare(raw, { type, from, payload });
}

function readShare(
  raw: unknown,
  { type, from, payload }: { type: string; from: Share['from']; payload: Part },
): Attachment {
  const outer: Part = isRecord(raw) ? raw : {};
  const url =
    webAddress(payload.url) ?? webAddress(payload.story_media_url) ?? webAddress(outer.url);
  const id = idIn(payload, 'ig_post_media_id', 'reel_video_id', 'story_media_id', 'id');
  const title = shortText(payload.title) ?? shortText(outer.title);
  if (url === undefined && id === undefined && title === undefined) return { is: 'unknown', type };
  return {
    is: 'share',
    type,
    share: { from, ...(id && { id }), ...(title && { title }), ...(url && { url }) },
  };
}

/** Products, and templates of our own that come back as echoes; of a list the first. */
function readTemplate(payload: Part): Attachment {
  const product = isRecord(payload.product) ? payload.product : undefined;
  const generic = isRecord(payload.generic) ? payload.generic : undefined;
  const element = listOf(product?.elements ?? generic?.elements ?? payload.elements)[0];
  const shown: Part = isRecord(element) ? element : payload;
  const title = shortText(shown.title) ?? shortText(shown.text);
  const id = idIn(shown, 'id');
  if (title === undefined && id === undefined) return { is: 'unknown', type: 'template' };
  const from = product === undefined ? 'link' : 'product';
  return {
    is: 'share',
    type: 'template',
    share: { from, ...(id && { id }), ...(title && { title }) },
  };
}

/** What is behind an address of the app is a page to look at, behind the others the file itself. */
function picture(url: string | undefined, from?: Share['from']): ProviderFile[] {
  if (url === undefined || from === 'link' || !URL.canParse(url)) return [];
  const { hostname } = new URL(url);
  if (/(^|\.)(facebook|instagram)\.com$/.test(hostname)) return [];
  return [{ kind: from === 'reel' ? 'video' : 'image', url }];
}

function idIn(payload: Part, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = payload[name];
    // A longer number has lost its last digits on the way, and would be another's id.
    if (Number.isSafeInteger(value)) return String(value);
    const id = shortText(value);
    if (id !== undefined) return id;
  }
  return undefined;
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

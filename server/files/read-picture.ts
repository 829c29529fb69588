import type { ReceivedFile } from '#server/files/types.ts';
import { log } from '#server/log.ts';
import { perProcess } from '#server/per-process.ts';

type Picture = Pick<ReceivedFile, 'width' | 'height' | 'isAnimated' | 'thumbnail'>;

const unknown: Picture = { width: null, height: null, isAnimated: false, thumbnail: null };
/** What is drawn; a picture that draws others, such as SVG, is never opened here. */
const readable = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif']);
const mostPixels = 50_000_000;
const thumbnailSide = 480;
const secondsForOne = 20;
/** Decoding takes memory by the pixel. */
const mostAtOnce = 2;

/** The size of a picture as it is seen, and a small one of it. */
export async function readPicture(path: string, mimeType: string): Promise<Picture> {
  if (!readable.has(mimeType)) return unknown;
  return inTurn(async () => {
    try {
      return await draw(path);
    } catch (error) {
      log().debug({ error }, 'a picture cannot be read');
      return unknown;
    }
  });
}

async function draw(path: string): Promise<Picture> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  const options = { limitInputPixels: mostPixels, failOn: 'error', sequentialRead: true } as const;
  const { autoOrient, pages } = await sharp(path, options).metadata();
  const thumbnail = await sharp(path, options)
    .autoOrient()
    .resize(thumbnailSide, thumbnailSide, { fit: 'inside', withoutEnlargement: true })
    .timeout({ seconds: secondsForOne })
    .webp({ quality: 75 })
    .toBuffer();
  return {
    width: autoOrient.width,
    height: autoOrient.height,
    isAnimated: (pages ?? 1) > 1,
    thumbnail,
  };
}

interface Turns {
  free: number;
  waiting: (() => void)[];
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turns = perProcess<Turns>('files.pictures', () => ({ free: mostAtOnce, waiting: [] }));
  if (turns.free > 0) turns.free -= 1;
  else await new Promise<void>((resolve) => turns.waiting.push(resolve));
  try {
    return await work();
  } finally {
    const next = turns.waiting.shift();
    if (next === undefined) turns.free += 1;
    else next();
  }
}

import { sniffType } from '#server/files/sniff-type.ts';
import { readPicture } from '#server/files/read-picture.ts';
import type { ReceivedFile } from '#server/files/types.ts';
import { log } from '#server/log.ts';

type Examined = Pick<
  ReceivedFile,
  'mimeType' | 'width' | 'height' | 'durationSeconds' | 'isAnimated' | 'thumbnail'
>;

const durationLimitMs = 15_000;

/** What can be told of a file without opening it as a person would. A damaged one is just less known. */
export async function examineFile(path: string, told: string | undefined): Promise<Examined> {
  const mimeType = await sniffType(path, told);
  const picture = await readPicture(path, mimeType);
  const plays = /^(audio|video)\//.test(mimeType);
  return { mimeType, ...picture, durationSeconds: plays ? await readDuration(path) : null };
}

async function readDuration(path: string): Promise<number | null> {
  const { parseFile } = await import('music-metadata');
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), durationLimitMs);
  });
  try {
    const read = parseFile(path, { duration: true, skipCovers: true });
    const duration = (await Promise.race([read, late]))?.format.duration;
    return duration !== undefined && Number.isFinite(duration) && duration > 0 ? duration : null;
  } catch (error) {
    log().debug({ error }, 'the length of a recording cannot be told');
    return null;
  } finally {
    clearTimeout(timer);
  }
}

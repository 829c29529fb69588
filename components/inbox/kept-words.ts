interface Kept {
  hasText: boolean;
  files: number;
}

/** When there will be a field for it again. */
export type KeptUntil = 'they write' | 'reconnected' | 'asked for';

const COMES_BACK = {
  'they write': ', and is here again when they write',
  reconnected: ', and is here again once the channel is connected',
  'asked for': '',
} as const;

/** What became of what was being written when the field closed. */
export function keptWords({ hasText, files }: Kept, until: KeptUntil): string {
  if (!hasText && files === 0) return NOTHING_YET[until];
  const withFiles = files === 0 ? '' : `, with ${files === 1 ? '1 file' : `${files} files`}`;
  return `Your draft is kept${COMES_BACK[until]}${withFiles}${hasText ? ':' : '.'}`;
}

const NOTHING_YET = {
  'they write': 'You can write here again when they write.',
  reconnected: 'You can write here again once the channel is connected.',
  'asked for': 'Nothing is written yet.',
} as const;

/** How much one message of a channel holds. */
interface TextLimit {
  maxTextLength: number;
  /** In UTF-8, where the provider counts those. */
  maxTextBytes?: number | undefined;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const sentences = new Intl.Segmenter(undefined, { granularity: 'sentence' });
const encoder = new TextEncoder();

/**
 * A text as messages that each fit: split between paragraphs where possible, else between lines,
 * sentences or words, and at last between graphemes. Nothing is lost but white space at the seams,
 * and no grapheme is split unless it alone does not fit.
 */
export function splitText(text: string, limit: TextLimit): string[] {
  if (fits(text, limit)) return text === '' ? [] : [text];
  const units = unitsOf(text, limit);
  const parts: string[] = [];
  let start = skipSpace(units, 0);
  while (start < units.length) {
    const end = endOf(units, start, limit);
    parts.push(trimEnd(units.slice(start, end)).join(''));
    start = skipSpace(units, end);
  }
  return parts;
}

/** What is never split: graphemes; of one that is too long, as much as fits. */
function unitsOf(text: string, limit: TextLimit): string[] {
  return [...graphemes.segment(text)].flatMap(({ segment }) =>
    fits(segment, limit) ? segment : [...segment],
  );
}

function fits(text: string, { maxTextLength, maxTextBytes = Infinity }: TextLimit): boolean {
  return text.length <= maxTextLength && bytesIn(text, maxTextBytes) <= maxTextBytes;
}

/** Counted only where it matters: no character of a string is more than three bytes. */
function bytesIn(text: string, most: number): number {
  return text.length * 3 <= most ? 0 : encoder.encode(text).length;
}

function endOf(units: readonly string[], start: number, limit: TextLimit): number {
  const most = longestRun(units, start, limit);
  if (most === units.length) return most;
  // A seam near the start would leave a few words in a message of their own.
  const least = start + Math.ceil((most - start) / 3);
  const isSentenceEnd = sentenceEnds(units, start, most);
  const seams = [isParagraphEnd, isLineEnd, isSentenceEnd, isWordEnd];
  for (const isSeam of seams) {
    for (let end = most; end >= least; end -= 1) {
      if (isSeam(units, end)) return end;
    }
  }
  return most;
}

/** Where what fits ends; always behind the start. */
function longestRun(units: readonly string[], start: number, limit: TextLimit): number {
  const { maxTextLength, maxTextBytes = Infinity } = limit;
  let length = 0;
  let bytes = 0;
  for (let index = start; index < units.length; index += 1) {
    const unit = units[index] ?? '';
    length += unit.length;
    bytes += encoder.encode(unit).length;
    if (index > start && (length > maxTextLength || bytes > maxTextBytes)) return index;
  }
  return units.length;
}

type Seam = (units: readonly string[], end: number) => boolean;

const isParagraphEnd: Seam = (units, end) => {
  const space = units.slice(end, skipSpace(units, end)).join('');
  return isLineEnd(units, end) && space.replaceAll('\r\n', '\n').split('\n').length > 2;
};
const isLineEnd: Seam = (units, end) => /^\r?\n$/.test(units[end] ?? '');
const isWordEnd: Seam = (units, end) => isSpace(units[end]) || isSpace(units[end - 1]);

function sentenceEnds(units: readonly string[], start: number, most: number): Seam {
  const text = units.slice(start, most + 1).join('');
  const offsets = new Set([...sentences.segment(text)].map(({ index }) => index));
  const ends = new Set<number>();
  let offset = 0;
  for (let end = start; end <= most; end += 1) {
    if (offset > 0 && offsets.has(offset)) ends.add(end);
    offset += units[end]?.length ?? 0;
  }
  return (_, end) => ends.has(end);
}

function skipSpace(units: readonly string[], from: number): number {
  let index = from;
  while (isSpace(units[index])) index += 1;
  return index;
}

function trimEnd(units: readonly string[]): readonly string[] {
  let length = units.length;
  while (isSpace(units[length - 1])) length -= 1;
  return units.slice(0, length);
}

/** A space that carries an accent is no space. */
function isSpace(unit: string | undefined): boolean {
  return unit !== undefined && /^\s+$/.test(unit);
}

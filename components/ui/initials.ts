/** Up to two initials; a phone number or nothing readable gives "#". */
export function initialsOf(name: string): string {
  const words = name
    .normalize('NFC')
    .split(/[\s\-_.]+/u)
    .filter((word) => /^\p{L}/u.test(word));
  const first = words.at(0);
  if (first === undefined) return '#';
  const last = words.length > 1 ? words.at(-1) : undefined;
  return [first, last].map((word) => firstLetter(word ?? '')).join('');
}

/** Far enough apart to tell two people in a row from each other. */
const HUES = [28, 62, 95, 150, 196, 240, 285, 338] as const;

/** A hue in degrees, the same for the same text in every process. */
export function hueOf(text: string): number {
  let hash = 2_166_136_261;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 16_777_619);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_519);
  return HUES[((hash ^ (hash >>> 13)) >>> 0) % HUES.length] ?? HUES[0];
}

function firstLetter(word: string): string {
  return ([...word].at(0) ?? '').toLocaleUpperCase('en');
}

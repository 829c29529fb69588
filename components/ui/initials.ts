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

/** A hue in degrees, the same for the same text in every process. */
export function hueOf(text: string): number {
  let hash = 2_166_136_261;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 16_777_619);
  }
  return (hash >>> 0) % 360;
}

function firstLetter(word: string): string {
  return ([...word].at(0) ?? '').toLocaleUpperCase('en');
}

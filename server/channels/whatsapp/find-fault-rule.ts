/** A rule that is broken, and what to say of it. */
export type Rule = readonly [isBroken: boolean, sentence: string];

export function firstFault(rules: readonly Rule[]): string | null {
  return rules.find(([isBroken]) => isBroken)?.[1] ?? null;
}

export function tooLong(subject: string, text: string, most: number): Rule {
  const limit = most.toLocaleString('en');
  return [text.length > most, `${subject} can have at most ${limit} characters.`];
}

export function longestOf(texts: readonly string[]): string {
  return texts.reduce((longest, text) => (text.length > longest.length ? text : longest), '');
}

export function isBlank(text: string): boolean {
  return text.trim() === '';
}

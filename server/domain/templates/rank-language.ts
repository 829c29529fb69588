/**
 * How far a template's language is from those wanted, the most wanted first: 0 is the very one, half
 * a step more for another variety of it (Portuguese of Brazil for Portuguese). Lower is better.
 */
export function rankLanguage(code: string, wanted: readonly (string | null)[]): number {
  const own = partsOf(code);
  const ranks = wanted.flatMap((one, index) => {
    if (one === null) return [];
    const asked = partsOf(one);
    if (asked.language !== own.language) return [];
    return asked.region === own.region ? [index] : [index + 0.5];
  });
  return Math.min(wanted.length, ...ranks);
}

function partsOf(code: string) {
  const [language = '', region = ''] = code.toLowerCase().split(/[-_]/);
  return { language, region };
}

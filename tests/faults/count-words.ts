/** How often each word is there, such as `drop 3, fail 1`. */
export function countWords(words: readonly string[]): string {
  const counted = [...Map.groupBy(words, (word) => word)];
  return counted.map(([word, same]) => `${word} ${same.length}`).join(', ');
}

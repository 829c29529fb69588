/** Does one step of the start and prints one quiet line with its time; silent when it returns ''. */
export async function step<T>(work: () => Promise<T>, describe: (result: T) => string): Promise<T> {
  const began = performance.now();
  const result = await work();
  const line = describe(result);
  if (line !== '') console.log(stepLine(line, performance.now() - began));
  return result;
}

/** The line of a step that took the given milliseconds. */
export function stepLine(text: string, milliseconds: number): string {
  return `${text.padEnd(40)} ${(milliseconds / 1000).toFixed(2).padStart(6)} s`;
}

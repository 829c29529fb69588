/** Threads are ordered by whole seconds, as providers tell time; the id breaks a tie. */
export function toWholeSecond(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / 1000) * 1000);
}

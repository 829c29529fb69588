import { closingLine } from '#scripts/test-counts.ts';
import type { Counts } from '#scripts/test-counts.ts';
import { countWords } from '#tests/faults/count-words.ts';
import type { Facts } from '#tests/faults/facts.ts';
import type { Verdict } from '#tests/faults/judge.ts';

const mostShown = 20;

/** What was given, done and found, as a table that people read. */
export function describeRun(facts: Facts): string {
  const { given, provider, database, kills, outages } = facts;
  const replies = given.replies.filter(({ dueAt }) => dueAt === null);
  const scheduled = given.replies.filter(({ dueAt }) => dueAt !== null);
  const inbound = [...given.inbound, ...provider.inbound];
  const acknowledged = (list: { isAcknowledged: boolean }[]) =>
    list.filter((one) => one.isAcknowledged).length;
  const outbound = database.messages.filter(({ direction }) => direction === 'outbound');
  const killed = (target: string) => kills.filter((kill) => kill.target === target).length;
  return rows([
    ['customers’ messages', `${inbound.length}, ${acknowledged(inbound)} acknowledged`],
    ['receipts', `${provider.receipts.length} acknowledged`],
    ['replies', `${replies.length}, ${acknowledged(replies)} acknowledged`],
    ['scheduled messages', `${scheduled.length}, ${acknowledged(scheduled)} acknowledged`],
    ['bulk sends', bulkSends(facts)],
    ['taken by the provider', String(provider.accepted.length)],
    ['messages of ours now', countWords(outbound.map(({ state }) => state))],
    ['kills', `${killed('app')} of the app, ${killed('postgres')} of Postgres`],
    ['provider away', outages.map(secondsOf).join(', ') || 'never'],
    ['faults of the provider', String(provider.misdeeds.length)],
    ['', countWords(provider.misdeeds.map(({ deed }) => deed))],
  ]);
}

/** One line for each rule, and the violations below it. */
export function describeVerdicts(verdicts: readonly Verdict[]): string {
  return verdicts
    .flatMap((verdict) => {
      const { rule, looked, violations } = verdict;
      const more = violations.length - mostShown;
      return [
        `${isKept(verdict) ? '✓' : '✗'} ${rule} (${looked.toLocaleString('en')})`,
        ...violations.slice(0, mostShown).map((violation) => `    ${violation}`),
        ...(more > 0 ? [`    and ${more} more`] : []),
        ...(looked === 0 ? ['    there was nothing to try it on'] : []),
      ];
    })
    .join('\n');
}

export function countVerdicts(verdicts: readonly Verdict[]): Counts {
  const passed = verdicts.filter(isKept).length;
  return { passed, failed: verdicts.length - passed };
}

export function lastLine(verdicts: readonly Verdict[]): string {
  return closingLine([countVerdicts(verdicts)]);
}

/** A rule that was tried on nothing is not kept: such a run proves nothing. */
function isKept({ looked, violations }: Verdict): boolean {
  return looked > 0 && violations.length === 0;
}

function bulkSends({ given, database }: Facts): string {
  const stops = given.campaigns.flatMap(({ stops: own }) => own).length;
  const recipients = countWords(database.recipients.map(({ state }) => state));
  return `${given.campaigns.length}, stopped ${stops} times; recipients: ${recipients}`;
}

function secondsOf({ from, until }: Facts['outages'][number]): string {
  return `${((until - from) / 1_000).toFixed(0)} s`;
}

function rows(lines: [string, string][]): string {
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

import { parseArgs } from 'node:util';

export const sectionNames = [
  ...(['pages', 'jobs', 'bulk', 'weight', 'lighthouse', 'live', 'ingest'] as const),
] as const;
export type SectionName = (typeof sectionNames)[number];

export interface Sizes {
  /** The whole run is given up after this many minutes. */
  limitMinutes: number;
  conversations: number;
  messages: number;
  /** Calls of each side in a round. */
  calls: number;
  callRounds: number;
  ingestRounds: number;
  /** Requests of a round, of either side: the beginning of a round is the same share of both. */
  ingestRequests: number;
  /** Of one long round, in which what was taken in is applied beside. */
  sustainedRequests: number;
  /** Calls of each kind of forgery, and calls that come all at once. */
  forgedCalls: number;
  overloadRequests: number;
  /** Batches of each side; the people of a whole bulk send. */
  bulkRounds: number;
  bulkMessages: number;
  /** How long a bulk send is watched for keeping to its rate. */
  paceSeconds: number;
  /** Events and sleeps of background work, runs of ten steps in a round, and rounds. */
  jobStarts: number;
  jobSleeps: number;
  jobRuns: number;
  jobRounds: number;
  liveMessages: number;
  lighthouseRuns: number;
}

const full: Sizes = {
  limitMinutes: 15,
  conversations: 100_000,
  messages: 1_000_000,
  calls: 600,
  callRounds: 7,
  ingestRounds: 5,
  ingestRequests: 2_000,
  sustainedRequests: 10_000,
  forgedCalls: 150,
  overloadRequests: 10_000,
  bulkRounds: 15,
  bulkMessages: 10_000,
  paceSeconds: 60,
  jobStarts: 100,
  jobSleeps: 50,
  jobRuns: 50,
  jobRounds: 5,
  liveMessages: 60,
  lighthouseRuns: 3,
};

const quick: Sizes = {
  limitMinutes: 6,
  conversations: 2_000,
  messages: 20_000,
  calls: 60,
  callRounds: 3,
  ingestRounds: 2,
  ingestRequests: 200,
  sustainedRequests: 400,
  forgedCalls: 10,
  overloadRequests: 3_000,
  bulkRounds: 2,
  bulkMessages: 500,
  paceSeconds: 4,
  jobStarts: 10,
  jobSleeps: 5,
  jobRuns: 10,
  jobRounds: 3,
  liveMessages: 6,
  lighthouseRuns: 1,
};

/** What to measure: `--quick` shows in a minute that all of it works, `--only pages,live` a part. */
export function readOptions(): { sizes: Sizes; sections: SectionName[] } {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
  });
  const wanted = values.only?.split(',') ?? [...sectionNames];
  const unknown = wanted.filter((name) => !sectionNames.some((known) => known === name));
  if (unknown.length > 0) {
    throw new Error(
      `There is no ${unknown.join(', ')} to measure; there is ${sectionNames.join(', ')}.`,
    );
  }
  return {
    sizes: values.quick ? quick : full,
    sections: sectionNames.filter((name) => wanted.includes(name)),
  };
}

import { join } from 'node:path';
import { ensureBuild } from '#server/boot/build.ts';
import { stepLine } from '#server/boot/step.ts';
import { benchApp } from '#tests/bench/app.ts';
import { measureBulk } from '#tests/bench/bulk/bulk.ts';
import { measureIngest } from '#tests/bench/ingest/ingest.ts';
import { measureJobs } from '#tests/bench/jobs/jobs.ts';
import { measureLighthouse } from '#tests/bench/lighthouse.ts';
import { measureLive } from '#tests/bench/live.ts';
import type { SectionName, Sizes } from '#tests/bench/options.ts';
import { measurePages } from '#tests/bench/pages/pages.ts';
import { machine, table, writeFigures } from '#tests/bench/report.ts';
import type { Figure } from '#tests/bench/report.ts';
import { measureWeight } from '#tests/bench/weight.ts';

export interface BenchRun {
  /** A temporary folder of this run. */
  folder: string;
  sizes: Sizes;
  sections: SectionName[];
}

type Section = (run: BenchRun) => Promise<Figure[]>;

const measurements: Record<SectionName, Section> = {
  pages: measurePages,
  bulk: measureBulk,
  jobs: measureJobs,
  weight: async (run) => measureWeight(await benchApp(run)),
  lighthouse: async (run) => measureLighthouse(await benchApp(run), run.sizes),
  live: async (run) => measureLive(await benchApp(run), run.sizes),
  ingest: async (run) => measureIngest(await benchApp(run), run.sizes),
};

/** Measures section after section and prints the table; false when one could not be measured. */
export async function measure(run: BenchRun): Promise<boolean> {
  console.log(machine());
  const alone = new Set<SectionName>(['pages', 'bulk', 'jobs']);
  if (run.sections.some((name) => !alone.has(name))) {
    await timed('production build', () => ensureBuild(process.cwd()));
  }
  const figures: Figure[] = [];
  const failures: string[] = [];
  for (const name of run.sections) {
    try {
      figures.push(...(await timed(name, () => measurements[name](run))));
    } catch (error) {
      failures.push(
        `${name}: ${error instanceof Error ? (error.stack ?? error.message) : 'failed'}`,
      );
    }
    // Each time, so that a run that is cut short keeps what it has.
    writeFigures(join('.cache', 'bench.json'), figures, failures);
  }
  console.log(`\n${table(figures)}`);
  for (const failure of failures) console.error(`\nCould not be measured: ${failure}`);
  return failures.length === 0;
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  try {
    return await work();
  } finally {
    console.log(stepLine(what, performance.now() - began));
  }
}

import type { BenchApp } from '#tests/bench/app.ts';
import type { Sizes } from '#tests/bench/options.ts';
import type { Figure } from '#tests/bench/report.ts';
import { median } from '#tests/bench/statistics.ts';

const categories = [
  { id: 'performance', atLeast: 95 },
  { id: 'accessibility', atLeast: 100 },
  { id: 'best-practices', atLeast: 100 },
] as const;
const pages = [
  { path: '/sign-in', needsSession: false },
  { path: '/inbox', needsSession: true },
];

interface Visit {
  /** From 0 to 100, by category. */
  scores: Record<string, number>;
  /** Titles of what keeps a score from 100, by category. */
  failing: Record<string, string[]>;
}

/** What Lighthouse says of the pages on a desktop: the median of several visits. */
export async function measureLighthouse(app: BenchApp, sizes: Sizes): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { path, needsSession } of pages) {
    const visits: Visit[] = [];
    for (let run = 0; run < sizes.lighthouseRuns; run += 1) {
      visits.push(await visit(app, path, needsSession ? { Cookie: app.cookie } : {}));
    }
    for (const { id, atLeast } of categories) {
      const ours = median(visits.map(({ scores }) => scores[id] ?? 0));
      const failing = new Set(visits.flatMap((one) => one.failing[id] ?? []));
      const notes = ours < 100 ? [...failing] : [];
      figures.push({ name: `${path}, Lighthouse ${id}`, unit: '', ours, aim: { atLeast }, notes });
    }
  }
  return figures;
}

async function visit(
  { url, browserPort }: BenchApp,
  path: string,
  extraHeaders: Record<string, string>,
): Promise<Visit> {
  const { default: lighthouse, desktopConfig } = await import('lighthouse');
  const result = await lighthouse(
    `${url}${path}`,
    {
      port: browserPort,
      logLevel: 'silent',
      output: 'json',
      onlyCategories: categories.map(({ id }) => id),
      extraHeaders,
    },
    desktopConfig,
  );
  if (result === undefined) throw new Error(`Lighthouse did not visit ${path}.`);
  const { lhr } = result;
  if (lhr.runtimeError !== undefined) throw new Error(lhr.runtimeError.message);
  const scores: Visit['scores'] = {};
  const failing: Visit['failing'] = {};
  for (const { id } of categories) {
    const category = lhr.categories[id];
    scores[id] = Math.round((category?.score ?? 0) * 100);
    failing[id] = (category?.auditRefs ?? [])
      .map((reference) => ({ ...reference, audit: lhr.audits[reference.id] }))
      .filter(({ weight, audit }) => weight > 0 && (audit?.score ?? 1) < 0.9)
      .map(({ audit }) => [audit?.title, audit?.displayValue].filter(Boolean).join(': '));
  }
  return { scores, failing };
}

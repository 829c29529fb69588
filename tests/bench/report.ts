import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';

/** One line of the table. */
export interface Figure {
  name: string;
  unit: string;
  ours: number;
  baseline?: number;
  ratio?: number;
  /** What the ratio, or lacking one our own figure, should be; `of` says that it is our own all the same. */
  aim?: ({ atMost: number } | { atLeast: number }) & { of?: 'ours' };
  /** Anything a reader must know, such as the audits that failed. */
  notes?: string[];
}

const columns = ['name', 'ours', 'baseline', 'ratio', 'aim', ''];

/** The table that people read, one line a figure, with its notes below. */
export function table(figures: readonly Figure[]): string {
  const rows = [columns, ...figures.map(cells)];
  const widths = columns.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = rows.map((row) =>
    row.map((cell, column) => pad(cell, widths[column] ?? 0, column)),
  );
  const notes = figures.flatMap(({ name, notes: said = [] }) =>
    said.map((note) => `  ${name}: ${note}`),
  );
  return [...lines.map((line) => line.join('  ').trimEnd()), ...notes].join('\n');
}

/** Whether the figure reaches its aim; null without one. */
export function isMet({ ours, ratio, aim }: Figure): boolean | null {
  if (aim === undefined) return null;
  const value = aim.of === 'ours' ? ours : (ratio ?? ours);
  return 'atMost' in aim ? value <= aim.atMost : value >= aim.atLeast;
}

/** Writes the figures for programs, beside the machine they were taken on. */
export function writeFigures(file: string, figures: readonly Figure[], failures: string[]): void {
  mkdirSync(file.slice(0, file.lastIndexOf('/')), { recursive: true });
  const content = {
    takenAt: new Date().toISOString(),
    machine: machine(),
    figures: figures.map((figure) => ({ ...figure, isMet: isMet(figure) })),
    failures,
  };
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
}

/** What the figures were taken on, in a few words. */
export function machine(): string {
  const gigabytes = Math.round(totalmem() / 1024 ** 3);
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `${availableParallelism()} cores (${model}), ${gigabytes} GB, Node ${process.versions.node}`;
}

function cells(figure: Figure): string[] {
  const { name, unit, ours, baseline, ratio } = figure;
  const met = isMet(figure);
  return [
    name,
    `${written(ours)} ${unit}`.trim(),
    baseline === undefined ? '' : `${written(baseline)} ${unit}`.trim(),
    ratio === undefined ? '' : ratio.toFixed(2),
    writtenAim(figure),
    met === null ? '' : met ? 'met' : 'missed',
  ];
}

/** With the unit where it stands beside a ratio that it does not judge. */
function writtenAim({ aim, unit }: Figure): string {
  if (aim === undefined) return '';
  const bound = 'atMost' in aim ? `<= ${aim.atMost}` : `>= ${aim.atLeast}`;
  return aim.of === 'ours' ? `${bound} ${unit}` : bound;
}

function written(value: number): string {
  if (!Number.isFinite(value)) return '-';
  return Number.isInteger(value) || value >= 1_000
    ? Math.round(value).toLocaleString('en')
    : value.toFixed(value < 10 ? 2 : 1);
}

function pad(cell: string, width: number, column: number): string {
  return column === 0 || column === columns.length - 1 ? cell.padEnd(width) : cell.padStart(width);
}

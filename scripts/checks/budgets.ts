import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { listFiles } from '#scripts/checks/list-files.ts';
import { runCheck } from '#scripts/checks/run-check.ts';

const limits = { file: 400, page: 80, router: 150, verb: 200, function: 60, component: 200 };
const source = /^(app|components|server|db|inngest|scripts)\/.*\.tsx?$|^[^/]+\.ts$/;
const exempt = /^(components\/ui|db\/migrations|db\/seed)\/|\/payloads\//;
const testFile = /\.test\.tsx?$|^tests\/|\/testing\//;

/** What a file's size is measured against: the kind of file it is, and how many lines it may have. */
export function fileLimit(path: string): { kind: string; lines: number } {
  if (/^app\/.*page\.tsx$/.test(path)) return { kind: 'page', lines: limits.page };
  if (path.startsWith('server/trpc/routers/')) return { kind: 'router', lines: limits.router };
  const isVerb = /^server\/domain\/[^/]+\/(?!(schema|internal|transitions)\.ts$)[^/]+\.ts$/;
  if (isVerb.test(path)) return { kind: 'verb', lines: limits.verb };
  return { kind: 'file', lines: limits.file };
}

/** Returns one line for everything in the file that is larger than it may be. */
export function overBudget(path: string, text: string): string[] {
  if (!source.test(path) || exempt.test(path) || testFile.test(path)) return [];
  const { kind, lines } = fileLimit(path);
  const actual = countLines(text);
  const tooLong = actual > lines ? [`${path}: ${actual} lines, a ${kind} may have ${lines}`] : [];
  return [...tooLong, ...longFunctions(path, text)];
}

function longFunctions(path: string, text: string): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) found.push(...longFunction(path, file, node));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function longFunction(path: string, file: ts.SourceFile, node: ts.Node): string[] {
  const first = file.getLineAndCharacterOfPosition(node.getStart()).line;
  const last = file.getLineAndCharacterOfPosition(node.getEnd()).line;
  const name = functionName(node);
  const kind = path.endsWith('.tsx') && /^[A-Z]/.test(name) ? 'component' : 'function';
  const actual = last - first + 1;
  if (actual <= limits[kind]) return [];
  return [`${path}:${first + 1}: ${name} has ${actual} lines, a ${kind} may have ${limits[kind]}`];
}

/** The name a function was given, also through a wrapper such as memo(…). */
function functionName(node: ts.Node): string {
  const own = ts.getNameOfDeclaration(node as ts.Declaration);
  if (own) return own.getText();
  let outer = node.parent;
  while (ts.isCallExpression(outer) || ts.isParenthesizedExpression(outer)) outer = outer.parent;
  return ts.isVariableDeclaration(outer) ? outer.name.getText() : 'a function';
}

function countLines(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

/** Test lines divided by source lines, over everything that counts as either. */
export function testRatio(files: { path: string; text: string }[]): number {
  const sum = (wanted: (path: string) => boolean) =>
    files.reduce((total, { path, text }) => total + (wanted(path) ? countLines(text) : 0), 0);
  const isTest = (path: string) => testFile.test(path) && /\.tsx?$/.test(path);
  const isSource = (path: string) => source.test(path) && !isTest(path) && !exempt.test(path);
  return sum(isTest) / Math.max(1, sum(isSource));
}

/** Measures every source file against the budgets. */
export function checkBudgets(root: string): string[] {
  const files = listFiles(root, (path) => /\.tsx?$/.test(path)).map((path) => ({
    path,
    text: readFileSync(join(root, path), 'utf8'),
  }));
  console.log(`test lines ÷ source lines ${testRatio(files).toFixed(2)}`);
  return files.flatMap(({ path, text }) => overBudget(path, text));
}

await runCheck(import.meta, () => checkBudgets(resolve('.')));

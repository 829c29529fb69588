/** Runs a check when its file is the one started by hand: prints what is wrong and fails then. */
export async function runCheck(
  meta: ImportMeta,
  check: () => string[] | Promise<string[]>,
): Promise<void> {
  if (!meta.main) return;
  const problems = await check();
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuild } from '#server/boot/build.ts';
import { prepareEnvironment } from '#server/env.ts';
import { cleanUp, endInTime, onCleanup } from '#tests/bench/cleanup.ts';
import { judge } from '#tests/faults/judge.ts';
import { measuringErrorMs } from '#tests/faults/moments.ts';
import { readOptions } from '#tests/faults/options.ts';
import { countVerdicts, describeRun, describeVerdicts, lastLine } from '#tests/faults/report.ts';
import { run } from '#tests/faults/run.ts';

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
prepareEnvironment('production');
const options = readOptions();
const { isLong, isKept, seed, sizes } = options;
endInTime(sizes.limitMinutes);
console.log(`faults, ${isLong ? 'long' : 'short'} form, seed ${seed}`);

const folder = mkdtempSync(join(tmpdir(), 'frontdesk-faults-'));
// Root's Postgres runs as another user, who has to get through.
chmodSync(folder, 0o711);
if (isKept) console.log(`what is left stays in ${folder}`);
else onCleanup(() => rmSync(folder, { recursive: true, force: true }));

try {
  await ensureBuild(process.cwd());
  const facts = await run(folder, options);
  if (isKept) writeFileSync(join(folder, 'facts.json'), JSON.stringify(facts));
  const verdicts = judge(facts);
  console.log(`\n${describeRun(facts)}\n\n${describeVerdicts(verdicts)}`);
  console.log(`\nmoments are noted up to ${measuringErrorMs / 1000} s late`);
  console.log(`again: npm run test:faults -- ${isLong ? '--long ' : ''}--seed=${seed}`);
  process.exitCode = countVerdicts(verdicts).failed === 0 ? 0 : 1;
  await cleanUp();
  console.log(lastLine(verdicts));
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await cleanUp();
}
// A library may still hold a timer; all that counts has been undone.
process.exit();

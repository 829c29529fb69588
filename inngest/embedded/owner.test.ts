import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { isGone, ownerName } from '#inngest/embedded/owner.ts';

const script = `import { ownerName } from '#inngest/embedded/owner.ts';
  process.stdout.write(ownerName()); setInterval(() => {}, 1000);`;

describe('the owner of a lease', () => {
  test('is never thought gone while it lives', () => {
    expect(isGone(ownerName())).toBe(false);
  });

  test.runIf(process.platform === 'linux')('is gone once its process has been killed', async () => {
    const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', script]);
    const [name] = (await once(child.stdout, 'data')) as [Buffer];
    const owner = name.toString();
    expect(isGone(owner)).toBe(false);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isGone(owner)).toBe(true);
  });

  test.runIf(process.platform === 'linux')('is gone when its id belongs to a later process', () => {
    const [boot, namespace, pid, start, rest] = ownerName().split('/');
    const earlier = String(Number(start) - 1);
    expect(isGone([boot, namespace, pid, earlier, rest].join('/'))).toBe(true);
  });

  test('is not judged when it lived on another machine, or cannot be read', () => {
    const [, namespace, , , rest] = ownerName().split('/');
    expect(isGone(['another-boot', namespace, '999999', '1', rest].join('/'))).toBe(false);
    expect(isGone('//1//x')).toBe(false);
    expect(isGone('')).toBe(false);
  });
});

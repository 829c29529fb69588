import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folderShelf, memoryShelf } from '#server/sandbox/media-shelf.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frontdesk-shelf-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe.each([
  ['a folder', () => folderShelf(join(folder, 'media'))],
  ['memory', memoryShelf],
])('the shelf in %s', (_, make) => {
  test('gives back what was put there until it is taken away', async () => {
    const shelf = make();
    const bytes = new Uint8Array([1, 2, 3]);
    const file = { phoneNumberId: '1', mimeType: 'image/png', fileName: null, bytes };
    const kept = await shelf.keep('42', file);
    expect(kept).toMatchObject({ mimeType: 'image/png', sizeBytes: 3, fileName: null });
    expect(await shelf.describe('42')).toMatchObject({ ...kept, phoneNumberId: '1' });
    expect([...((await shelf.read('42')) ?? [])]).toEqual([1, 2, 3]);
    await shelf.remove('42');
    expect(await shelf.describe('42')).toBeNull();
    await shelf.keep('43', file);
    await shelf.clear();
    expect(await shelf.read('43')).toBeNull();
  });

  test('has nothing under a name that is no id', async () => {
    expect(await make().describe('../../etc/passwd')).toBeNull();
    expect(await make().read('..')).toBeNull();
  });
});

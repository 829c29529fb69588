import { describe, expect, test, vi } from 'vitest';
import { createUploads, formatBytes } from '#components/inbox/uploads.ts';
import type { UploadPorts } from '#components/inbox/uploads.ts';
import type { ShownAttachment } from '#server/domain/attachments/list-attachments.ts';

const MB = 1024 * 1024;
const file = (name: string, size = 10) => new File([new Uint8Array(size)], name);
const stored = (id: string) => ({ id, kind: 'image', state: 'stored' }) as ShownAttachment;

function start() {
  const sends: {
    name: string;
    signal: AbortSignal;
    onProgress: (share: number) => void;
    settle: PromiseWithResolvers<ShownAttachment>;
  }[] = [];
  const discarded: string[] = [];
  const dropped: string[] = [];
  const ports: UploadPorts = {
    send: ({ name }, _, told) => {
      const settle = Promise.withResolvers<ShownAttachment>();
      sends.push({ name, ...told, settle });
      return settle.promise;
    },
    discard: async (id) => discarded.push(id),
    sentenceFor: (error) => (error as Error).message,
    preview: ({ name }) => `blob:${name}`,
    dropPreview: (url) => dropped.push(url),
  };
  const uploads = createUploads(ports);
  const of = (name: string) => uploads.snapshot().find((one) => one.file.name === name);
  return { uploads, sends, discarded, dropped, of };
}

describe('files that are added to a reply', () => {
  test('go up three at a time, in order, and tell how far they are', async () => {
    const { uploads, sends, of } = start();
    uploads.add(
      'one',
      ['a', 'b', 'c', 'd'].map((name) => file(name)),
      MB,
    );
    expect(sends.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    sends[1]?.onProgress(0.5);
    expect(of('b')?.progress).toBe(0.5);
    sends[0]?.settle.resolve(stored('1'));
    await vi.waitFor(() => expect(sends).toHaveLength(4));
    expect(of('a')?.attachment?.id).toBe('1');
  });

  test('are handed over once they are ready, those of one conversation alone', async () => {
    const { uploads, sends, of, dropped } = start();
    uploads.add('one', [file('a'), file('b')], MB);
    uploads.add('two', [file('c')], MB);
    sends[0]?.settle.resolve(stored('1'));
    sends[2]?.settle.resolve(stored('3'));
    await vi.waitFor(() => expect(of('c')?.attachment).not.toBeNull());
    expect(uploads.take('one').map(({ id }) => id)).toEqual(['1']);
    expect(uploads.take('one')).toEqual([]);
    expect(uploads.snapshot().map((one) => one.file.name)).toEqual(['b', 'c']);
    expect(dropped).toEqual(['blob:a']);
  });

  test('that are too large or empty are refused before a byte is sent', () => {
    const { uploads, sends, of } = start();
    uploads.add('one', [file('large', MB + 1), file('empty', 0)], MB);
    expect(sends).toEqual([]);
    expect(of('large')?.refusal).toBe('This is larger than 1 MB.');
    expect(of('empty')?.refusal).toBe('This file is empty.');
  });

  test('that fail say why, and go up again when asked to', async () => {
    const { uploads, sends, of } = start();
    uploads.add('one', [file('a')], MB);
    sends[0]?.settle.reject(new Error('The line broke.'));
    await vi.waitFor(() => expect(of('a')?.refusal).toBe('The line broke.'));
    uploads.retry(of('a')?.id ?? '');
    expect(of('a')?.refusal).toBeNull();
    expect(sends).toHaveLength(2);
  });

  test('that are taken out are stopped, or forgotten by the server', async () => {
    const { uploads, sends, of, discarded } = start();
    uploads.add('one', [file('a'), file('b'), file('c')], MB);
    sends[0]?.settle.resolve(stored('1'));
    await vi.waitFor(() => expect(of('a')?.attachment).not.toBeNull());
    uploads.remove(of('a')?.id ?? '');
    expect(discarded).toEqual(['1']);
    uploads.remove(of('b')?.id ?? '');
    expect(sends[1]?.signal.aborted).toBe(true);
    sends[1]?.settle.resolve(stored('2'));
    await vi.waitFor(() => expect(discarded).toEqual(['1', '2']));
    expect(uploads.snapshot().map((one) => one.file.name)).toEqual(['c']);
  });
});

test.each([
  [500, '0.5 KB'],
  [5 * MB, '5 MB'],
  [100 * MB, '100 MB'],
  [1023 * 1024, '1 MB'],
  [1.25 * MB, '1.3 MB'],
])('%i bytes are %s', (bytes, words) => {
  expect(formatBytes(bytes)).toBe(words);
});

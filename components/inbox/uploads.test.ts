import { describe, expect, test, vi } from 'vitest';
import { createUploads } from '#components/inbox/uploads.ts';
import type { UploadPorts } from '#components/inbox/uploads.ts';
import type { ShownAttachment } from '#server/domain/attachments/list-attachments.ts';

const fits = () => null;
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
    refusalFor: (error) => ({
      sentence: (error as Error).message,
      canRetry: !(error instanceof RangeError),
    }),
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
      fits,
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
    uploads.add('one', [file('a'), file('b')], fits);
    uploads.add('two', [file('c')], fits);
    sends[0]?.settle.resolve(stored('1'));
    sends[2]?.settle.resolve(stored('3'));
    await vi.waitFor(() => expect(of('c')?.attachment).not.toBeNull());
    expect(uploads.take('one').map(({ id }) => id)).toEqual(['1']);
    expect(uploads.take('one')).toEqual([]);
    expect(uploads.snapshot().map((one) => one.file.name)).toEqual(['b', 'c']);
    expect(dropped).toEqual(['blob:a']);
  });

  test('that cannot be sent say why before a byte is sent, and are never tried', () => {
    const { uploads, sends, of } = start();
    uploads.add('one', [file('large')], () => 'This is too large.');
    expect(of('large')?.refusal).toEqual({ sentence: 'This is too large.', canRetry: false });
    uploads.retry(of('large')?.id ?? '');
    expect(sends).toEqual([]);
  });

  test('that fail say why, and go up again when asked to', async () => {
    const { uploads, sends, of } = start();
    uploads.add('one', [file('a')], fits);
    sends[0]?.settle.reject(new Error('The line broke.'));
    await vi.waitFor(() => expect(of('a')?.refusal?.sentence).toBe('The line broke.'));
    uploads.retry(of('a')?.id ?? '');
    expect(of('a')?.refusal).toBeNull();
    expect(sends).toHaveLength(2);
  });

  test('that the server does not take for what they are go up no second time', async () => {
    const { uploads, sends, of } = start();
    uploads.add('one', [file('a')], fits);
    sends[0]?.settle.reject(new RangeError('Not of this type.'));
    await vi.waitFor(() => expect(of('a')?.refusal?.canRetry).toBe(false));
    uploads.retry(of('a')?.id ?? '');
    expect(sends).toHaveLength(1);
  });

  test('that are taken out are stopped, or forgotten by the server', async () => {
    const { uploads, sends, of, discarded } = start();
    uploads.add('one', [file('a'), file('b'), file('c')], fits);
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

import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { FileStorage } from '#server/domain/context.ts';

/** A place for files that lives as long as its object. */
export function memoryFiles(): FileStorage {
  const files = new Map<string, Uint8Array>();
  return {
    async write(key, content) {
      files.set(key, content instanceof Uint8Array ? content : await buffer(content));
    },
    open(key) {
      const bytes = files.get(key);
      if (bytes === undefined) return Promise.resolve(null);
      const read = (range = { start: 0, end: bytes.length - 1 }) =>
        Readable.from([bytes.subarray(range.start, range.end + 1)]);
      return Promise.resolve({ sizeBytes: bytes.length, read });
    },
    remove(key) {
      files.delete(key);
      return Promise.resolve();
    },
  };
}

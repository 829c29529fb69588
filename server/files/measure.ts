import { createHash } from 'node:crypto';

export interface Measure {
  sizeBytes: number;
  /** In hexadecimal. */
  sha256: string;
}

/** Counts and sums what flows through, and lets no more through than it may. */
export function measured(maxBytes: number) {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  let isTooLarge = false;
  return {
    async *through(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const chunk of chunks) {
        sizeBytes += chunk.length;
        isTooLarge = sizeBytes > maxBytes;
        if (isTooLarge) return;
        hash.update(chunk);
        yield chunk;
      }
    },
    isTooLarge: () => isTooLarge,
    measure: (): Measure => ({ sizeBytes, sha256: hash.digest('hex') }),
  };
}

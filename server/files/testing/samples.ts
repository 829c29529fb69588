import sharp from 'sharp';

/** A photograph of so many pixels, as a camera held upright gives it when `orientation` is 6. */
export function jpeg(width: number, height: number, orientation = 1): Promise<Buffer> {
  const create = { width, height, channels: 3, background: '#8090a0' } as const;
  return sharp({ create }).withMetadata({ orientation }).jpeg().toBuffer();
}

/** A recording of silence: eight thousand samples a second of one byte each. */
export function wav(seconds: number): Buffer {
  const length = 8_000 * seconds;
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8_000, 24);
  head.writeUInt32LE(8_000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(length, 40);
  return Buffer.concat([head, Buffer.alloc(length, 0x80)]);
}

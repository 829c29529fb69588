import { crc32, deflateSync } from 'node:zlib';

/** A small file of the demo, made on the spot: none of it comes from anywhere. */
export interface SeedFile {
  bytes: Uint8Array;
  mimeType: string;
  name: string;
}

export type SeedFileKind = 'photo' | 'after' | 'voice' | 'prices' | 'sticker';

export const PHOTO_SIZE = { width: 480, height: 320 };
export const VOICE_SECONDS = 6;

/** The file of this kind, the same bytes each time. */
export function seedFile(kind: SeedFileKind): SeedFile {
  switch (kind) {
    case 'photo':
      return { bytes: hair(0.25), mimeType: 'image/png', name: 'balayage.png' };
    case 'after':
      return { bytes: hair(0.7), mimeType: 'image/png', name: 'after.png' };
    case 'voice':
      return { bytes: tune(), mimeType: 'audio/wav', name: 'voice.wav' };
    case 'prices':
      return { bytes: priceList(), mimeType: 'application/pdf', name: 'Colour prices.pdf' };
    case 'sticker':
      return { bytes: heart(), mimeType: 'image/png', name: 'heart.png' };
  }
}

type Colour = readonly [red: number, green: number, blue: number, alpha: number];

/** Long hair from dark roots to lighter ends before a bright wall; `shift` moves the lights. */
function hair(shift: number): Uint8Array {
  const { width, height } = PHOTO_SIZE;
  return png(width, height, (x, y) => {
    const [across, down] = [x / width - 0.5, y / height];
    const edge = 0.16 + 0.14 * Math.sqrt(down);
    if (Math.abs(across) > edge) {
      const light = 226 - 26 * down;
      return [light, light - 7, light - 14, 255];
    }
    const strand = 0.5 + 0.5 * Math.sin(across * 260 + 9 * Math.sin(down * 4 + across * 20));
    const golden = Math.min(
      1,
      Math.max(0, down * 1.2 - 0.25 + shift * 0.3) * (0.45 + strand * 0.55),
    );
    const depth = 0.8 + 0.2 * strand - 0.35 * (Math.abs(across) / edge) ** 3;
    const mix = (dark: number, bright: number) => (dark + (bright - dark) * golden) * depth;
    return [mix(52, 214), mix(36, 158), mix(28, 96), 255];
  });
}

function heart(): Uint8Array {
  const size = 256;
  return png(size, size, (x, y) => {
    const [u, v] = [(x / size - 0.5) * 2.7, (0.46 - y / size) * 2.7];
    const inside = (u * u + v * v - 1) ** 3 - u * u * v ** 3 <= 0;
    return inside ? [226, 62 + 50 * (1 - y / size), 92, 255] : [0, 0, 0, 0];
  });
}

/** A picture, colour by colour, in the PNG format. (reference: W3C PNG, 8 bits of RGBA) */
function png(
  width: number,
  height: number,
  colourAt: (x: number, y: number) => Colour,
): Uint8Array {
  const rows = Buffer.alloc(height * (1 + width * 4));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * (1 + width * 4) + 1 + x * 4;
      for (const [index, value] of colourAt(x, y).entries()) {
        rows[at + index] = Math.round(Math.min(255, Math.max(0, value)));
      }
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngPart('IHDR', header),
    pngPart('IDAT', deflateSync(rows, { level: 9 })),
    pngPart('IEND', Buffer.alloc(0)),
  ]);
}

function pngPart(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const part = Buffer.alloc(8 + named.length);
  part.writeUInt32BE(content.length, 0);
  part.set(named, 4);
  part.writeUInt32BE(crc32(named), 4 + named.length);
  return part;
}

/** A few soft notes in the WAV format: one channel, 8 bits, 8,000 times a second. */
function tune(): Uint8Array {
  const rate = 8_000;
  const notes = [392, 440, 494, 587, 494, 392];
  const samples = Buffer.alloc(rate * VOICE_SECONDS);
  for (let index = 0; index < samples.length; index += 1) {
    const second = index / rate;
    const within = second % 1;
    const note = notes[Math.floor(second)] ?? 440;
    const loudness = Math.min(1, within * 20) * Math.exp(-3 * within);
    samples[index] = 128 + Math.round(90 * loudness * Math.sin(2 * Math.PI * note * second));
  }
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + samples.length, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]);
}

/** One page in the PDF format. */
function priceList(): Uint8Array {
  const lines = [
    'Luxe Salon: colour',
    'Gloss  1,800',
    'Root touch-up  2,400',
    'Balayage  from 5,200',
  ];
  const written = lines.map((line, index) => `1 0 0 1 72 ${720 - index * 28} Tm (${line}) Tj`);
  const page = `BT /F1 16 Tf ${written.join(' ')} ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${page.length} >>\nstream\n${page}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const places = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
  const size = objects.length + 1;
  return Buffer.from(
    `${text}xref\n0 ${size}\n0000000000 65535 f \n${places.join('')}` +
      `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`,
    'latin1',
  );
}

const PACKETS_PER_SECOND = 50;
const SAMPLES_PER_PACKET = 960;
const SERIAL = 0x53_42_58;
/** One packet of 20 ms in which nothing is heard. */
const SILENCE = new Uint8Array([0xf8, 0xff, 0xfe]);

/** A voice message in which nobody speaks: Opus packets of silence in an Ogg file. */
export function oggOfSilence(seconds: number): Uint8Array<ArrayBuffer> {
  const packets = seconds * PACKETS_PER_SECOND;
  const pages = [
    page({ sequence: 0, flags: 2, position: 0, packets: [opusHead()] }),
    page({ sequence: 1, flags: 0, position: 0, packets: [opusTags()] }),
  ];
  // A page holds as many packets as its table has room for.
  for (let done = 0; done < packets;) {
    const count = Math.min(200, packets - done);
    done += count;
    pages.push(
      page({
        sequence: pages.length,
        flags: done === packets ? 4 : 0,
        position: done * SAMPLES_PER_PACKET,
        packets: Array.from({ length: count }, () => SILENCE),
      }),
    );
  }
  return joined(pages);
}

/** One channel, no pre-skip, 48 kHz. */
function opusHead(): Uint8Array {
  const head = new Uint8Array(19);
  head.set(ascii('OpusHead'));
  const view = new DataView(head.buffer);
  view.setUint8(8, 1);
  view.setUint8(9, 1);
  view.setUint32(12, 48_000, true);
  return head;
}

function opusTags(): Uint8Array {
  const tags = new Uint8Array(8 + 4 + 7 + 4);
  tags.set(ascii('OpusTags'));
  new DataView(tags.buffer).setUint32(8, 7, true);
  tags.set(ascii('sandbox'), 12);
  return tags;
}

interface Page {
  sequence: number;
  flags: number;
  position: number;
  packets: Uint8Array[];
}

function page({ sequence, flags, position, packets }: Page): Uint8Array {
  const bytes = new Uint8Array(27 + packets.length + sizeOf(packets));
  const view = new DataView(bytes.buffer);
  bytes.set(ascii('OggS'));
  view.setUint8(5, flags);
  view.setBigUint64(6, BigInt(position), true);
  view.setUint32(14, SERIAL, true);
  view.setUint32(18, sequence, true);
  view.setUint8(26, packets.length);
  // Every packet here is shorter than 255 bytes, and so one entry of the table each.
  packets.forEach((packet, index) => view.setUint8(27 + index, packet.length));
  bytes.set(joined(packets), 27 + packets.length);
  view.setUint32(22, checksum(bytes), true);
  return bytes;
}

/** Ogg's own: the polynomial 0x04c11db7, from the highest bit, begun with nothing. */
function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte << 24;
    for (let bit = 0; bit < 8; bit += 1) {
      sum = sum < 0 ? (sum << 1) ^ 0x04_c1_1d_b7 : sum << 1;
    }
  }
  return sum >>> 0;
}

function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((size, part) => size + part.length, 0);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(sizeOf(parts));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

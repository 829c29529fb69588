import type { IncomingMessage } from 'node:http';
import { perProcess } from '#server/per-process.ts';

/** Why a body was not read to its end. */
export type BodyFault = 'too large' | 'too slow' | 'no room' | 'cut short';

export interface WholeBody {
  bytes: Uint8Array;
  /** Gives back its room, once nobody holds the bytes any more. */
  release(): void;
}

/** Reads a request's raw bytes. */
export async function readBody(
  request: Request,
  maxBytes: number,
): Promise<WholeBody | 'too large'> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return 'too large';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) return 'too large';
    chunks.push(chunk);
  }
  return { bytes: Buffer.concat(chunks), release: () => undefined };
}

interface ReadLimits {
  maxBytes: number;
  /** For the whole body, in milliseconds: who sends a byte now and then is cut too. */
  withinMs: number;
  /** What bodies may hold together until they are released, beyond the first 64 KB of each. */
  roomBytes?: number;
  /** The same for those first 64 KB; once they fill it, the body that has taken longest makes room. */
  firstRoomBytes?: number;
}

const firstBytes = 64 * 1024;
const usualRoomBytes = 64 * 1024 * 1024;
/** What bodies hold at this moment: of the first 64 KB of each, and beyond. */
const room = () => perProcess('http.bodies', () => ({ first: 0, beyond: 0 }));

/**
 * Reads the raw bytes of a request that nobody has read yet; stops reading at the first fault. A body
 * that is whole keeps its room until it is released.
 */
export function readIncomingBody(
  request: IncomingMessage,
  limits: ReadLimits,
): Promise<WholeBody | BodyFault> {
  const {
    maxBytes,
    withinMs,
    roomBytes = usualRoomBytes,
    firstRoomBytes = usualRoomBytes,
  } = limits;
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
    return Promise.resolve('too large');
  }
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const held = { first: 0, beyond: 0 };
    const all = room();
    deadlines().set(end, performance.now() + withinMs);
    startSweep();

    function take(chunk: Buffer): void {
      size += chunk.length;
      if (size > maxBytes) end('too large');
      else if (!hasRoom()) end('no room');
      else chunks.push(chunk);
    }

    function hasRoom(): boolean {
      const first = Math.min(size, firstBytes);
      hold(first, size - first);
      if (all.first > firstRoomBytes) makeRoom(firstRoomBytes);
      return deadlines().has(end) && (held.beyond === 0 || all.beyond <= roomBytes);
    }

    function hold(first: number, beyond: number): void {
      all.first += first - held.first;
      all.beyond += beyond - held.beyond;
      held.first = first;
      held.beyond = beyond;
    }

    const release = () => hold(0, 0);

    function end(result: WholeBody | BodyFault): void {
      deadlines().delete(end);
      if (typeof result === 'string') release();
      request.off('data', take).off('end', whole).off('close', cut).pause();
      resolve(result);
    }

    function whole(): void {
      const bytes = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
      end({ bytes, release });
    }

    const cut = () => end('cut short');
    request.on('data', take).once('end', whole).once('close', cut);
  });
}

/** Ends the oldest that are being read: a provider sends its body at once, who stalls does not. */
function makeRoom(firstRoomBytes: number): void {
  for (const end of deadlines().keys()) {
    if (room().first <= firstRoomBytes) return;
    end('no room');
  }
}

const sweepEveryMs = 100;
/** The bodies that are being read, oldest first: how to end each, and by when it has to be whole. */
const deadlines = () =>
  perProcess('http.deadlines', () => new Map<(fault: BodyFault) => void, number>());
const sweep = () =>
  perProcess('http.sweep', (): { timer: NodeJS.Timeout | undefined } => ({ timer: undefined }));

/** One timer for all: most come at once. */
function startSweep(): void {
  const one = sweep();
  one.timer ??= setInterval(() => {
    const nowMs = performance.now();
    for (const [end, atMs] of deadlines()) if (atMs <= nowMs) end('too slow');
    if (deadlines().size > 0) return;
    clearInterval(one.timer);
    one.timer = undefined;
  }, sweepEveryMs);
}

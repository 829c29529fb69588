import { statfsSync } from 'node:fs';
import { totalmem } from 'node:os';

const mebibyte = 1024 * 1024;

/** Settings of the embedded server that suit this machine. */
export function serverSettings(): Record<string, string> {
  return {
    listen_addresses: '',
    max_connections: '200',
    shared_buffers: `${sharedBuffersMegabytes(totalmem())}MB`,
    jit: 'off',
    log_checkpoints: 'off',
    ...(hasSmallSharedMemory() ? { dynamic_shared_memory_type: 'mmap' } : {}),
  };
}

/** An eighth of the memory, between 64 MB and 1 GB. */
export function sharedBuffersMegabytes(memoryBytes: number): number {
  return Math.round(Math.min(1024, Math.max(64, memoryBytes / 8 / mebibyte)));
}

/** Containers often have 64 MB here, which one parallel query can fill. */
function hasSmallSharedMemory(): boolean {
  try {
    const { blocks, bsize } = statfsSync('/dev/shm');
    return blocks * bsize < 256 * mebibyte;
  } catch {
    return false;
  }
}

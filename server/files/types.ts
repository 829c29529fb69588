import type { Readable } from 'node:stream';

/** What is known of a file that has arrived whole, by its bytes and by nothing that was said of it. */
export interface ReceivedFile {
  mimeType: string;
  sizeBytes: number;
  /** In hexadecimal. */
  sha256: string;
  width: number | null;
  height: number | null;
  durationSeconds: number | null;
  isAnimated: boolean;
  /** A small WebP picture of a picture. */
  thumbnail: Uint8Array | null;
  content(): Readable;
  /** Gives its place up again; what was not kept by then is gone. */
  discard(): Promise<void>;
}

/** Why a file is not here; `text` says it to people. */
export interface FileFailure {
  code: 'refused' | 'denied' | 'gone' | 'too_large' | 'broken' | 'unreachable';
  text: string;
  canRetry: boolean;
}

export type Received = { ok: true; file: ReceivedFile } | { ok: false; failure: FileFailure };

/** Where a file of somebody else lies, and what is expected of it. */
export interface FileSource {
  url: string;
  /** Sent to the origin of `url`, and to no other that it may send us on to. */
  headers?: Record<string, string>;
  /** The one origin that may be a private address, or be without encryption: the provider's as configured. */
  trustedOrigin?: string;
  maxBytes: number;
  mimeType?: string;
  sha256?: string;
  /** As its provider tells it; a file of another size is not the one. */
  sizeBytes?: number;
}

export type FileVariant = 'file' | 'thumbnail';

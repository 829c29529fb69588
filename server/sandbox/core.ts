import type { Clock } from '#server/sandbox/clock.ts';
import type { Conditions } from '#server/sandbox/conditions.ts';
import type { Courier } from '#server/sandbox/courier.ts';
import type { LedgerEntry } from '#server/sandbox/ledger.ts';
import type { MediaShelf } from '#server/sandbox/media-shelf.ts';
import type { Misbehaviour } from '#server/sandbox/misbehaviour.ts';
import type { Reviewer } from '#server/sandbox/review-template.ts';
import type { SandboxSecrets } from '#server/sandbox/secrets.ts';
import type { SandboxState } from '#server/sandbox/state.ts';

/** An entry before its time is written on it. */
export type Happening = LedgerEntry extends infer Entry
  ? Entry extends LedgerEntry
    ? Omit<Entry, 'at'> & { at?: string }
    : never
  : never;

/** What the sandbox's deeds share. */
export interface SandboxCore {
  state: SandboxState;
  clock: Clock;
  secrets: SandboxSecrets;
  misbehaviour: Misbehaviour;
  conditions: Conditions;
  courier: Courier;
  reviewer: Reviewer;
  media: MediaShelf;
  /** Where the app reaches the sandbox, when that is not where its callers do. */
  origin: string | undefined;
  fetch: typeof globalThis.fetch;
  /** Random lower-case hexadecimal of so many bytes. */
  randomHex(bytes: number): string;
  /** Writes down what happened; resolves when it is safe, and only then are its webhooks sent. */
  record(...happenings: Happening[]): Promise<void>;
  /** Calls back after whatever was recorded; the answer stops that. */
  watch(recorded: () => void): () => void;
}

/** Thrown to cut the connection without an answer. */
export class DropConnection extends Error {
  constructor() {
    super('The sandbox was told to drop this connection.');
    this.name = 'DropConnection';
  }
}

/** Told by name: the sandbox and its caller may have different copies of this module. */
export function isDropConnection(error: unknown): boolean {
  return error instanceof Error && error.name === 'DropConnection';
}

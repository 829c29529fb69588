import type { Call } from '#server/sandbox/call.ts';
import { DropConnection } from '#server/sandbox/core.ts';
import type { Happening, SandboxCore } from '#server/sandbox/core.ts';
import type { Counted, Misdeed, MisbehaviourSettings } from '#server/sandbox/misbehaviour.ts';

const LONGEST_SILENCE_MS = 120_000;

/** A call that something may be done wrong to. */
export interface Sent {
  phoneNumberId: string;
  /** The sender's own id of the message, when it gave one. */
  reference?: string;
}

/** The deed, if one is due for this call; written down before it is done. */
export async function takeMisdeed<Deed extends Counted>(
  core: SandboxCore,
  sent: Sent,
  deed: Deed,
): Promise<MisbehaviourSettings[Deed]> {
  const due = core.misbehaviour.take(sent.phoneNumberId, deed);
  if (due !== undefined) await core.record(misdeedOf(sent, deed));
  return due;
}

/** The cut that is due for this call; one that comes after the taking waits for a call that is taken. */
export async function takeDrop(
  core: SandboxCore,
  sent: Sent,
  isTaken: boolean,
): Promise<MisbehaviourSettings['drop']> {
  const { drop } = core.misbehaviour.of(sent.phoneNumberId);
  return drop?.when === 'after' && !isTaken ? undefined : takeMisdeed(core, sent, 'drop');
}

export function misdeedOf(sent: Sent, deed: Misdeed): Happening {
  return { type: 'misbehaved', deed, ...sent };
}

/** Lets the answer to a message that was taken wait, or never come; throws DropConnection for that. */
export async function keepWaiting(
  core: SandboxCore,
  sent: Sent,
  gone: Call['gone'],
): Promise<void> {
  const { delay_ms: always } = core.misbehaviour.of(sent.phoneNumberId);
  const slow = await takeMisdeed(core, sent, 'slow');
  const delay = Math.max(always, slow?.delay_ms ?? 0);
  if (delay > 0) await new Promise<void>((resolve) => core.clock.after(delay, resolve));
  if ((await takeMisdeed(core, sent, 'silent')) === undefined) return;
  await untilGone(core, gone());
  throw new DropConnection();
}

/** The caller gives up at some time; one that never does is cut off in the end. */
function untilGone(core: SandboxCore, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const stopWaiting = core.clock.after(LONGEST_SILENCE_MS, resolve);
    const leave = () => {
      stopWaiting();
      resolve();
    };
    signal.addEventListener('abort', leave, { once: true });
  });
}

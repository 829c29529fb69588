import type { StepResult } from '#inngest/embedded/call-outcome.ts';
import type { KeptStep } from '#inngest/embedded/store.ts';

const bytesPerMb = 1024 * 1024;
/** As an Inngest server bounds them, so that what works here works there. */
const mostPerStepMb = 4;
const mostPerRunMb = 32;
const mostSteps = 1_000;

/** Why a run may not keep these steps as well, as the error it fails with; undefined when it may. */
export function tooLarge(
  kept: readonly KeptStep[],
  more: readonly StepResult[],
): { name: string; message: string } | undefined {
  if (more.length === 0) return undefined;
  if (kept.length + more.length > mostSteps) {
    return refuse(`The run has more than ${mostSteps.toLocaleString('en')} steps`);
  }
  const large = more.find((step) => sizeOf(step.result) > mostPerStepMb * bytesPerMb);
  if (large !== undefined) {
    return refuse(`The step "${large.name}" gave more than ${mostPerStepMb.toString()} MB`);
  }
  const size = [...kept, ...more].reduce((sum, { result }) => sum + sizeOf(result), 0);
  if (size <= mostPerRunMb * bytesPerMb) return undefined;
  return refuse(`The steps of the run gave more than ${mostPerRunMb.toString()} MB together`);
}

function refuse(what: string) {
  return { name: 'RunTooLarge', message: `${what}, which no job server keeps.` };
}

/** Results stay the same objects while a run is held, so each is measured once. */
const sizes = new WeakMap<object, number>();

function sizeOf(result: unknown): number {
  if (typeof result !== 'object' || result === null) return 4;
  const known = sizes.get(result);
  if (known !== undefined) return known;
  const size = Buffer.byteLength(JSON.stringify(result));
  sizes.set(result, size);
  return size;
}

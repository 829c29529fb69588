/** What became of one call of a function. */
export type CallOutcome = {
  /** Steps that the call did on its way and that are still to be kept. */
  before?: StepResult[];
} & Ending;

type Ending =
  | { kind: 'completed'; output: unknown }
  | { kind: 'failed'; error: unknown }
  | { kind: 'retry'; error: unknown; retryAfterMs: number | undefined }
  | { kind: 'step'; step: StepResult }
  | { kind: 'step-retry'; step: StepResult; error: unknown; retryAfterMs: number | undefined }
  | { kind: 'planned'; steps: PlannedStep[] };

export interface StepResult {
  hash: string;
  name: string;
  /** `{data}` or `{error}`, or null for a wait that is over. */
  result: unknown;
}

export interface PlannedStep {
  hash: string;
  name: string;
  kind: 'step' | 'timer' | 'wait' | 'invoke';
  /** Until it may be taken; of a wait, until its time runs out. */
  delayMs: number;
  awaited?: { event: string; condition: string | undefined };
  invoked?: Invocation;
}

/** A function to run, and what it is given. */
export interface Invocation {
  functionId: string;
  data: unknown;
}

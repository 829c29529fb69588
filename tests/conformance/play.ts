import type { Inngest, InngestFunction } from 'inngest';

/** Writes down that something was done in the play that the event belongs to. */
export type Note = (event: { data?: unknown }, text: string) => void;

export interface PlayTools {
  client: Inngest.Any;
  note: Note;
}

/** What an engine must do with some functions and events, whichever engine it is. */
export interface Play {
  name: string;
  functions: (tools: PlayTools) => InngestFunction.Any[];
  /** The event that begins it. */
  begins: string;
  data?: Record<string, unknown>;
  /** Events sent again and again, from when something was noted until the play is over. */
  then?: { after: string; event: string; data?: Record<string, unknown> }[];
  /** How the run of each function ends. */
  ends: Record<string, End | End[]>;
  /** What is done, in order. */
  notes: string[];
  /** Side by side, so that the order is not told. */
  isUnordered?: boolean;
}

export interface End {
  state: 'completed' | 'failed' | 'cancelled';
  output?: unknown;
  error?: string;
}

export interface SeenEnd extends End {
  functionId: string;
}

/** Where, counted in calls of a run, its engine is to break off: before a call, or after it. */
export interface Crash {
  at: number;
  side: 'before' | 'after';
}

/** An engine under test. */
export interface Engine {
  name: string;
  client: Inngest.Any;
  /** Starts carrying out the functions; breaks off where the data of a run's event says `crash`. */
  start(functions: InngestFunction.Any[]): Promise<void>;
  /** The runs of a play that are over, told apart by `data.play`. */
  endsOf(play: string): Promise<SeenEnd[]>;
  /** How many runs of a play are not over. */
  unfinishedOf(play: string): Promise<number>;
  stop(): Promise<void>;
}

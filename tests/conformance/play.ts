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
  /** When several events begin it, one after the other: what each carries besides. */
  sends?: Record<string, unknown>[];
  /** Events sent again and again, from when something was noted until the play is over. */
  then?: FurtherEvent[];
  /** How the run of each function ends. */
  ends: Record<string, End | End[]>;
  /** What is done, in order. */
  notes: string[];
  /** Side by side, so that the order is not told. */
  isUnordered?: boolean;
  /** The order is that of runs, and one that is broken off loses its place. */
  isOrderOfRuns?: boolean;
  /** The least time between the starts of the runs of a function, in milliseconds. */
  apartMs?: number;
}

/** A timer of a function, which no event begins. */
export interface TimerPlay {
  name: string;
  /** The timer, by which its runs are told apart. */
  cron: string;
  functions: (tools: PlayTools) => InngestFunction.Any[];
  /** How each of its runs ends. */
  end: SeenEnd;
  /** What each of its runs does, in order. */
  notes: string[];
}

export interface FurtherEvent {
  after: string;
  event: string;
  data?: Record<string, unknown>;
  /** The same event each time, which carries what those that begin the play carry. */
  isOnce?: boolean;
}

export interface End {
  state: 'completed' | 'failed' | 'cancelled';
  output?: unknown;
  error?: string;
}

export interface SeenEnd extends End {
  functionId: string;
  /** When it started, where its engine can say so: in milliseconds since 1970. */
  startedMs?: number | null;
}

/**
 * Where its engine is to break off, counted in calls of a run and in steps kept within them: `before`
 * a call or once a step is kept, or `after` the call or the step and before its result is written.
 */
export interface Crash {
  at: number;
  side: 'before' | 'after';
}

export interface Patience {
  /** How long a play may take, what is tried again included, and how often one looks. */
  playMs: number;
  lookMs: number;
  /** Closer to each other, it keeps no order between events. */
  betweenSendsMs: number;
  /** How far from the truth it tells when a run started. */
  clockErrorMs: number;
}

/** An engine under test. */
export interface Engine {
  name: string;
  /** What it needs of those who watch it. */
  patience: Patience;
  /** Whether it breaks off where it is told to. */
  canBreakOff: boolean;
  /** Whether runs that had to wait start in the order in which they were asked for. */
  keepsOrderOfRuns: boolean;
  client: Inngest.Any;
  /** Starts carrying out the functions; if it can, breaks off where a run's event says `crash`. */
  start(functions: InngestFunction.Any[]): Promise<void>;
  /** The runs of a play that are over, told apart by `data.play`, or by `data.cron`. */
  endsOf(play: string): Promise<SeenEnd[]>;
  /** How many runs of a play are not over, and events of it that nobody has looked at. */
  unfinishedOf(play: string): Promise<number>;
  /** Has timers go off now, where the engine can; with others one waits for them. */
  hurryTimers?(): Promise<void>;
  /** At how many places a run of a play could have broken off; undefined is not known. */
  boundariesOf?(play: string): number;
  stop(): Promise<void>;
}

/** Time as the sandbox sees it, so that tests can move it. */
export interface Clock {
  now(): Date;
  /** Runs once after so many milliseconds; the answer cancels it. */
  after(milliseconds: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => new Date(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    // A waiting retry must not keep a process alive that has been told to stop.
    timer.unref();
    return () => {
      clearTimeout(timer);
    };
  },
};

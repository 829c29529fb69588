import pg from 'pg';

export interface RecordedStatement {
  text: string;
  values: unknown[];
}

/** Which statements with parameters the work sends through `pg`, as they were sent. */
export async function record(work: () => Promise<unknown>): Promise<RecordedStatement[]> {
  const recorded: RecordedStatement[] = [];
  const { query } = pg.Client.prototype;
  const spy = function (this: pg.Client, config: unknown, values?: unknown[], ...rest: unknown[]) {
    if (typeof config === 'object' && config !== null && 'text' in config && values !== undefined) {
      recorded.push({ text: String(config.text), values });
    }
    return Reflect.apply(query, this, [config, values, ...rest]) as unknown;
  };
  Object.assign(pg.Client.prototype, { query: spy });
  try {
    await work();
    return recorded;
  } finally {
    Object.assign(pg.Client.prototype, { query });
  }
}

import { z } from 'zod';

export interface ServerSettings {
  url: string;
  /** Both absent for a development server, which signs nothing. */
  eventKey: string | undefined;
  signingKey: string | undefined;
}

const seenRun = z.object({
  run_id: z.string(),
  function_id: z.string(),
  status: z.string(),
  ended_at: z.string().nullish(),
  output: z.unknown().optional(),
});
export type SeenRun = z.output<typeof seenRun>;

const runs = z.object({ data: z.array(z.object({ run_id: z.string() })).nullable() });
const run = z.object({ data: seenRun });
const functions = z.array(z.object({ internal_id: z.string(), id: z.string() }));

/** What an Inngest server tells over HTTP of what it did. */
export function inngestServerApi({ url, signingKey }: ServerSettings) {
  // The server keeps answers for seconds, by address.
  const ask = async (path: string): Promise<unknown> => {
    const response = await fetch(`${url}/v1/${path}?at=${Date.now().toString()}`, {
      headers: signingKey === undefined ? {} : { authorization: `Bearer ${signingKey}` },
    });
    if (!response.ok) throw new Error(`${path} was answered ${response.status.toString()}.`);
    return response.json();
  };
  return {
    async listRunIds(eventId: string): Promise<string[]> {
      const { data } = runs.parse(await ask(`events/${eventId}/runs`));
      return (data ?? []).map(({ run_id }) => run_id);
    },
    async findRun(runId: string): Promise<SeenRun> {
      return run.parse(await ask(`runs/${runId}`)).data;
    },
    /** The names of an app's functions, by the ids that runs give. */
    async listFunctions(app: string): Promise<Map<string, string>> {
      const found = functions.parse(await ask(`apps/${app}/functions`));
      return new Map(found.map(({ internal_id, id }) => [internal_id, id]));
    },
  };
}

import { Inngest } from 'inngest';
import type { SeenRun, ServerSettings } from '#tests/conformance/inngest-server-api.ts';
import { inngestServerApi } from '#tests/conformance/inngest-server-api.ts';
import type { End, Engine, SeenEnd } from '#tests/conformance/play.ts';
import { serveFunctions } from '#tests/conformance/serve-functions.ts';
import type { Serving } from '#tests/conformance/serve-functions.ts';

const app = 'conformance';

/** The server that the environment names, if it names one. */
export function namedServer(): ServerSettings | undefined {
  const { CONFORMANCE_SERVER_URL: url } = process.env;
  const { CONFORMANCE_EVENT_KEY: eventKey, CONFORMANCE_SIGNING_KEY: signingKey } = process.env;
  return url === undefined ? undefined : { url, eventKey, signingKey };
}

/** A running Inngest server, which calls the functions at an address of ours on the loopback. */
export function inngestServerEngine(settings: ServerSettings): Engine {
  const api = inngestServerApi(settings);
  const events = byPlay();
  const calledRuns = byPlay();
  let serving: Serving | undefined;
  let slugs = new Map<string, string>();

  async function runsOf(play: string): Promise<SeenRun[]> {
    const ofEvents = await Promise.all([...events.of(play)].map((id) => api.listRunIds(id)));
    const ids = new Set([...ofEvents.flat(), ...calledRuns.of(play)]);
    const runs = await Promise.all([...ids].map((id) => api.findRun(id)));
    return runs.filter(({ status }) => status !== 'Skipped');
  }

  return {
    name: `the Inngest server at ${settings.url}`,
    patience: { playMs: 280_000, lookMs: 400, betweenSendsMs: 700, clockErrorMs: 600 },
    canBreakOff: false,
    keepsOrderOfRuns: false,
    client: clientOf(settings, events.add),
    async start(functions) {
      serving = await serveFunctions(this.client, functions, calledRuns.add);
      slugs = await api.listFunctions(app);
    },
    async endsOf(play) {
      const over = (await runsOf(play)).filter(({ status }) => status in states);
      return over
        .toSorted((a, b) => (a.ended_at ?? '').localeCompare(b.ended_at ?? ''))
        .map((run) => {
          const functionId = slugs.get(run.function_id) ?? run.function_id;
          return { ...endOf(run, functionId), startedMs: calledRuns.since(run.run_id) };
        });
    },
    async unfinishedOf(play) {
      return (await runsOf(play)).filter(({ status }) => !(status in states)).length;
    },
    stop: async () => serving?.stop(),
  };
}

function clientOf(
  { url, eventKey = 'development', signingKey }: ServerSettings,
  note: (play: string, id: string) => void,
): Inngest.Any {
  return new Inngest({
    id: app,
    baseUrl: url,
    isDev: signingKey === undefined,
    eventKey,
    signingKey,
    checkpointing: false,
    logger: { info: silence, warn: silence, error: silence, debug: silence },
    fetch: noteEvents(note),
  });
}

/** A `fetch` that tells by which ids the server knows the events of each play. */
function noteEvents(note: (play: string, id: string) => void): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const sent = request.url.includes('/e/') ? await request.clone().text() : '[]';
    const response = await fetch(request);
    if (response.ok && sent !== '[]') {
      const { ids } = (await response.clone().json()) as { ids: string[] };
      for (const [index, { data }] of (
        JSON.parse(sent) as { data?: { play?: string } }[]
      ).entries()) {
        const id = ids[index];
        if (data?.play !== undefined && id !== undefined) note(data.play, id);
      }
    }
    return response;
  };
}

const states: Partial<Record<string, End['state']>> = {
  Completed: 'completed',
  Failed: 'failed',
  Cancelled: 'cancelled',
};

function endOf({ status, output }: SeenRun, slug: string): SeenEnd {
  const state = states[status] ?? 'failed';
  const functionId = slug.replace(`${app}-`, '');
  if (state === 'completed') return { functionId, state, output };
  const { message } = (output ?? {}) as { message?: string };
  return { functionId, state, ...(message === undefined ? {} : { error: message }) };
}

/** Ids by the play they belong to, and since when each is known. */
function byPlay() {
  const found = new Map<string, Set<string>>();
  const moments = new Map<string, number>();
  const of = (play: string) => {
    const ids = found.get(play) ?? new Set();
    found.set(play, ids);
    return ids;
  };
  const add = (play: string, id: string) => {
    if (!moments.has(id)) moments.set(id, Date.now());
    of(play).add(id);
  };
  return { of, add, since: (id: string) => moments.get(id) ?? null };
}

function silence(): void {
  // Failures here are on purpose.
}

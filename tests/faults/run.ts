import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { clusterDirectory } from '#db/embedded/paths.ts';
import { readPostmaster } from '#db/embedded/postmaster.ts';
import { stopServer } from '#db/embedded/stop.ts';
import { generatedSecrets } from '#server/generated-secrets.ts';
import { sandboxSecrets } from '#server/sandbox/secrets.ts';
import { onCleanup } from '#tests/bench/cleanup.ts';
import { removeDataDir } from '#tests/e2e/support/app.ts';
import { rowsOf } from '#tests/e2e/support/database.ts';
import { startLine } from '#tests/e2e/support/line.ts';
import { demoPerson } from '#tests/e2e/support/http.ts';
import { demo } from '#tests/e2e/support/page.ts';
import { newCustomer, sandboxAt, startSandbox } from '#tests/e2e/support/sandbox.ts';
import type { SandboxControl } from '#tests/e2e/support/sandbox.ts';
import { carryOutKills, carryOutOutages, carryOutSpells } from '#tests/faults/carry-out.ts';
import { hasTriesLeft, readDatabaseFacts } from '#tests/faults/database-facts.ts';
import { signIn } from '#tests/faults/desk.ts';
import type { Facts } from '#tests/faults/facts.ts';
import { wantedDeeds } from '#tests/faults/judge.ts';
import { keepApp } from '#tests/faults/kept-app.ts';
import { gatherAudience } from '#tests/faults/load/audience.ts';
import { sendInBulk } from '#tests/faults/load/campaigns.ts';
import { ingest } from '#tests/faults/load/ingest.ts';
import { keepPressure } from '#tests/faults/load/keep-pressure.ts';
import { reply, schedule } from '#tests/faults/load/replies.ts';
import type { Options } from '#tests/faults/options.ts';
import { planFaults } from '#tests/faults/plan.ts';
import type { Plan } from '#tests/faults/plan.ts';
import { readProviderFacts } from '#tests/faults/provider-facts.ts';
import { createRandom } from '#tests/faults/random.ts';
import { settle } from '#tests/faults/settle.ts';
import type { Person, World } from '#tests/faults/world.ts';

/** Starts everything, breaks it while it works, and collects what both witnesses say. */
export async function run(folder: string, options: Options): Promise<Facts> {
  const { seed, sizes } = options;
  const began = new Date();
  const { world, stopSandbox } = await startWorld(folder, options);
  const plan = planFaults(seed, sizes);
  const done: Done = { kills: [], outages: [] };
  say(began, `everything is up; ${world.people.length} people are in a conversation`);
  await breakWhileItWorks(world, plan, done);
  say(began, `${done.kills.length} kills done, ${world.app.starts()} starts`);
  await settle(world, (sentence) => say(began, sentence));
  const database = await readDatabaseFacts(world.dataDir, began);
  await world.app.stop();
  await stopSandbox();
  const planned = (target: string) =>
    plan.kills.filter((kill) => kill.target === target || kill.target === 'both').length;
  return {
    given: world.given,
    provider: await readProviderFacts(join(world.dataDir, 'sandbox', 'process-ledger.jsonl')),
    database,
    sendsPerSecond: sizes.sendsPerSecond,
    ...done,
    planned: {
      ...{ app: planned('app'), postgres: planned('postgres') },
      ...{ outages: plan.outages.length, faults: sizes.faults },
    },
    mishaps: world.app.mishaps,
  };
}

/** What was done to the app and to the provider, and when. */
type Done = Pick<Facts, 'kills' | 'outages'>;

async function startWorld(folder: string, { seed, sizes, isKept }: Options) {
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir, { mode: 0o711 });
  onCleanup(() => (isKept ? stopPostgres(dataDir) : removeDataDir(dataDir)));
  const [port, sandboxPort, linePort] = [
    await steadyPort(),
    await steadyPort(),
    await steadyPort(),
  ];
  const webhookUrl = `http://127.0.0.1:${port}/api/webhooks/whatsapp`;
  const provider = await startSandbox({ dataDir, port: sandboxPort, webhookUrl });
  onCleanup(provider.stop);
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`;
  const toProvider = await startLine(sandboxUrl, linePort);
  onCleanup(toProvider.close);
  const env = { LOG_LEVEL: 'warn', GRAPH_API_BASE_URL: toProvider.url };
  const app = keepApp({ port, dataDir, env, logFile: join(folder, 'app.log') });
  onCleanup(app.stop);
  await app.ready();
  const { appSecret } = sandboxSecrets(generatedSecrets(dataDir).NEXTAUTH_SECRET);
  const desk = await signIn(app.url, demoPerson(demo.owner));
  const unfurnished = {
    ...{ app, desk, dataDir, appSecret, sizes, toProvider },
    sandbox: sandboxAt(sandboxUrl, dataDir),
    random: createRandom(seed).fork('load'),
    given: { inbound: [], replies: [], campaigns: [] },
  };
  const [first, ...others] = await meetPeople(unfurnished);
  if (first === undefined) throw new Error('There is nobody to talk to.');
  const channelId = await setRate(unfurnished);
  const audience = await gatherAudience(unfurnished, channelId, sizes.audience);
  const done = new AbortController();
  onCleanup(() => done.abort());
  const isTooMuch = keepPressure(dataDir, done.signal);
  const world: World = { ...unfurnished, people: [first, ...others], audience, isTooMuch };
  return { world, stopSandbox: provider.stop };
}

/** Customers write for the first time, so that there are conversations to answer in. */
async function meetPeople(world: Pick<World, 'sizes' | 'sandbox' | 'dataDir'>): Promise<Person[]> {
  const customers = Array.from({ length: world.sizes.people }, () => newCustomer('Customer'));
  for (const customer of customers) await world.sandbox.write(customer, 'Hello?');
  const addresses = customers.map(({ wa_id }) => wa_id);
  for (;;) {
    const found = await rowsOf<{ id: string; address: string }>(
      world.dataDir,
      'select id, address from conversations where address = any($1)',
      [addresses],
    );
    const people = customers.flatMap((customer) => {
      const conversationId = found.find(({ address }) => address === customer.wa_id)?.id;
      return conversationId === undefined ? [] : [{ customer, conversationId }];
    });
    if (people.length === customers.length) return people;
    await delay(100);
  }
}

async function setRate({ desk, sizes }: Pick<World, 'desk' | 'sizes'>): Promise<string> {
  const channels = await desk.read<{ id: string; externalId: string }[]>('channels.list');
  const channel = channels.find(({ externalId }) => externalId === demo.phoneNumberId);
  if (channel === undefined) throw new Error('The demo business has no channel.');
  const { sendsPerSecond } = sizes;
  const answer = await desk.ask('channels.update', { channelId: channel.id, sendsPerSecond });
  if ('refusal' in answer) throw new Error(`The rate could not be set: ${answer.refusal}`);
  return channel.id;
}

async function breakWhileItWorks(
  world: World,
  { kills, spells, outages }: Plan,
  done: Done,
): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  const load = [ingest(world, signal), reply(world, signal), schedule(world, signal)];
  let faults = 0;
  const misbehaving = carryOutSpells(world, spells, signal, (more) => (faults += more));
  const work = Promise.all([...load, misbehaving]);
  const isMissed = (since: Date) => hasTriesLeft(world.dataDir, since);
  const breaking = [
    carryOutKills(world, kills, done.kills),
    carryOutOutages({ ...world, isMissed }, outages, done.outages),
  ];
  const enough = async () => {
    while (faults < world.sizes.faults || !(await hasSeenAll(world.sandbox))) await delay(500);
  };
  await Promise.race([Promise.all([...breaking, enough(), sendInBulk(world)]), work]);
  over.abort();
  await work;
}

/** Whether the provider has done everything wrong that it can. */
async function hasSeenAll(sandbox: SandboxControl): Promise<boolean> {
  const done = new Set((await sandbox.ledger()).misdeeds.map(({ deed }) => deed));
  return wantedDeeds.every((deed) => done.has(deed));
}

async function stopPostgres(dataDir: string): Promise<void> {
  const cluster = clusterDirectory(dataDir);
  const server = readPostmaster(cluster);
  if (server !== undefined) await stopServer(server.pid, cluster);
}

/** Not one that the system may lend to an outgoing connection while the app is away. */
async function steadyPort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

function say(began: Date, sentence: string): void {
  console.log(`${((Date.now() - began.getTime()) / 1000).toFixed(0).padStart(5)} s  ${sentence}`);
}

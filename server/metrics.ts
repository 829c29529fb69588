import { measureWork } from '#db/measures.ts';
import type { Measures } from '#db/measures.ts';
import { counterMeanings, counterValue } from '#server/counters.ts';
import type { CounterName } from '#server/counters.ts';

interface Metric {
  name: string;
  meaning: string;
  type: 'gauge' | 'counter';
  /** One number, or one for each state. */
  value: number | Record<string, number>;
}

/** How the installation and this process stand, in the text form that Prometheus reads. */
export async function writeMetrics(): Promise<string> {
  const metrics = [...workMetrics(await measureWork()), ...countedMetrics(), ...processMetrics()];
  return `${metrics.map(writeMetric).join('\n')}\n`;
}

function workMetrics(work: Measures): Metric[] {
  return [
    gauge('job_events_waiting', 'Events that no run was made for yet.', work.eventsWaiting),
    gauge('job_queue_depth', 'Unfinished pieces of work.', work.queueDepth),
    gauge('job_queue_due', 'Pieces of work that are due and that nobody is at.', work.queueDue),
    gauge(
      'job_queue_oldest_seconds',
      'How long the oldest of them waits.',
      work.queueOldestSeconds,
    ),
    gauge('job_runs', 'Runs that are not over or did not end well, by state.', {
      queued: 0,
      running: 0,
      failed: 0,
      cancelled: 0,
      ...work.runs,
    }),
    gauge(
      'webhook_deliveries_pending',
      'Provider calls that are not applied yet.',
      work.deliveriesPending,
    ),
    gauge(
      'webhook_deliveries_oldest_seconds',
      'How long the oldest of them waits.',
      work.deliveriesOldestSeconds,
    ),
    gauge(
      'unrouted_items',
      'Items for accounts that no business has connected.',
      work.unroutedItems,
    ),
    gauge(
      'dead_letters_waiting',
      'Items of provider calls that could not be applied and wait for an admin.',
      work.deadLettersWaiting,
    ),
    gauge('channels', 'Channels, by whether they send.', {
      connected: 0,
      paused: 0,
      disconnected: 0,
      ...work.channels,
    }),
    gauge('messages_under_way', 'Messages on their way out, by state.', {
      queued: 0,
      sending: 0,
      ...work.messages,
    }),
  ];
}

function countedMetrics(): Metric[] {
  return Object.entries(counterMeanings).map(([name, meaning]) => ({
    name: `frontdesk_${name}_total`,
    meaning,
    type: 'counter',
    value: counterValue(name as CounterName),
  }));
}

function processMetrics(): Metric[] {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  const startedAt = Date.now() / 1000 - process.uptime();
  return [
    {
      name: 'process_cpu_seconds_total',
      meaning: 'Processor time used.',
      type: 'counter',
      value: (user + system) / 1e6,
    },
    { name: 'process_resident_memory_bytes', meaning: 'Memory held.', type: 'gauge', value: rss },
    { name: 'nodejs_heap_used_bytes', meaning: 'Heap used.', type: 'gauge', value: heapUsed },
    {
      name: 'process_start_time_seconds',
      meaning: 'When this process began, since 1970.',
      type: 'gauge',
      value: Math.round(startedAt),
    },
  ];
}

function gauge(name: string, meaning: string, value: Metric['value']): Metric {
  return { name: `frontdesk_${name}`, meaning, type: 'gauge', value };
}

function writeMetric({ name, meaning, type, value }: Metric): string {
  const values =
    typeof value === 'number'
      ? [`${name} ${String(value)}`]
      : Object.entries(value).map(([state, one]) => `${name}{state="${state}"} ${String(one)}`);
  return [`# HELP ${name} ${meaning}`, `# TYPE ${name} ${type}`, ...values].join('\n');
}

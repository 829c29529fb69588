import { readFileSync } from 'node:fs';
import type pg from 'pg';
import type { BenchApp } from '#tests/bench/app.ts';
import { tryLoad } from '#tests/bench/ingest/load.ts';
import type { Figure } from '#tests/bench/report.ts';

/** More than are held at once, so that some have to be turned away where storing does not keep up. */
const connections = 2_500;
const lookEveryMs = 50;

/** Everything at once: what was acknowledged and is not stored, what was turned away, and the memory. */
export async function measureOverload(
  { url, pid }: BenchApp,
  database: pg.Client,
  amount: number,
): Promise<Figure[]> {
  const before = { stored: await countStored(database), memory: residentMegabytes(pid) };
  let most = before.memory;
  const look = setInterval(() => (most = Math.max(most, residentMegabytes(pid))), lookEveryMs);
  const result = await tryLoad(`${url}/api/webhooks/whatsapp`, amount, connections);
  clearInterval(look);
  const stored = (await countStored(database)) - before.stored;
  const { accepted, refused, failed } = result;
  return [
    {
      name: 'overload, acknowledged and not stored',
      unit: '',
      ours: Math.max(0, accepted - stored),
      aim: { atMost: 0 },
      notes: [
        `of ${amount}: ${accepted} acknowledged, ${refused} turned away, ${failed} unanswered`,
      ],
    },
    { name: 'overload, acknowledged', unit: '/s', ours: result.perSecond },
    { name: 'overload, memory more than before', unit: 'MB', ours: most - before.memory },
  ];
}

async function countStored(database: pg.Client): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    'select count(*)::int as count from webhook_deliveries',
  );
  return rows[0]?.count ?? 0;
}

function residentMegabytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes ?? 0) / 1024;
}

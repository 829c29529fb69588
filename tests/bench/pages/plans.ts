import pg from 'pg';
import type { BenchDatabase } from '#tests/bench/pages/database.ts';
import type { RecordedStatement } from '#tests/bench/pages/recording.ts';

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  Plans?: PlanNode[];
}

/**
 * Which of the large tables the statement would read from end to end, asked as the role of the app,
 * with its values and as a prepared statement that serves any values.
 */
export async function tablesScanned(
  { login, business }: BenchDatabase,
  { text, values }: RecordedStatement,
): Promise<string[]> {
  const client = new pg.Client(login);
  await client.connect();
  try {
    await client.query('begin');
    await client.query(
      `select set_config('app.business_id', $1, true), set_config('role', 'frontdesk_app', true)`,
      [business.businessId],
    );
    const scanned: string[] = [];
    await client.query({ name: 'asked', text, values });
    for (const mode of ['force_custom_plan', 'force_generic_plan']) {
      await client.query(`set local plan_cache_mode = ${mode}`);
      const list = values.map((value) => client.escapeLiteral(asText(value))).join(', ');
      const { rows } = await client.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
        `explain (format json) execute asked(${list})`,
      );
      const plans = rows[0]?.['QUERY PLAN'] ?? [];
      scanned.push(
        ...plans.flatMap(({ Plan }) => largeScans(Plan)).map((name) => `${name} (${mode})`),
      );
    }
    return scanned;
  } finally {
    await client.end();
  }
}

/** A value as Postgres reads it from text. */
function asText(value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  return `{${value.map((item) => JSON.stringify(String(item))).join(',')}}`;
}

function largeScans(node: PlanNode): string[] {
  const relation = node['Relation Name'] ?? '';
  const isLarge = relation === 'messages' || relation === 'conversations';
  const own = node['Node Type'] === 'Seq Scan' && isLarge ? [relation] : [];
  return [...own, ...(node.Plans ?? []).flatMap(largeScans)];
}

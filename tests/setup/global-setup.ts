import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { cloneTemplate, startTestCluster } from '#db/testing/cluster.ts';
import { workerDatabaseName } from '#db/testing/names.ts';

/** Starts one Postgres for the whole run, with a database for each worker. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await startTestCluster();
  const workers = project.config.maxWorkers;
  for (let pool = 1; pool <= workers; pool += 1) {
    await cloneTemplate(cluster.superuser, workerDatabaseName(String(pool)));
  }
  const dataRoot = mkdtempSync(join(tmpdir(), 'frontdesk-test-data-'));
  project.provide('postgresHost', cluster.host);
  project.provide('dataRoot', dataRoot);
  return async () => {
    await cluster.stop();
    rmSync(dataRoot, { recursive: true, force: true });
  };
}

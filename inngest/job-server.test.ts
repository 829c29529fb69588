import { describe, expect, test } from 'vitest';
import { jobServer } from '#inngest/job-server.ts';
import { parseEnv } from '#server/env.ts';

const base = {
  NEXTAUTH_SECRET: 'long enough to be a secret',
  ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64'),
};
const serverOf = (variables: Record<string, string>) =>
  jobServer(parseEnv({ ...base, ...variables }));

describe('the settings of an Inngest server', () => {
  test('when absent leave the work to the embedded executor', () => {
    expect(serverOf({})).toBeNull();
    expect(serverOf({ INNGEST_DEV: '0' })).toBeNull();
    expect(serverOf({ INNGEST_SIGNING_KEY: 'signkey-prod-00' })).toBeNull();
  });

  test('name a server of our own, or the hosted one', () => {
    const keys = { INNGEST_EVENT_KEY: 'a/b', INNGEST_SIGNING_KEY: 'signkey-prod-00' };
    expect(serverOf({ ...keys, INNGEST_BASE_URL: 'http://jobs.test:8288/' })).toMatchObject({
      eventsUrl: 'http://jobs.test:8288/e/a%2Fb',
      isDev: false,
    });
    expect(serverOf(keys)?.eventsUrl).toBe('https://inn.gs/e/a%2Fb');
  });

  test('without a key stop the start, because calls would go unsigned', () => {
    expect(() => serverOf({ INNGEST_BASE_URL: 'http://jobs.test' })).toThrow('must both be set');
    expect(() => serverOf({ INNGEST_EVENT_KEY: 'key' })).toThrow('must both be set');
  });

  test('may name a development server, which signs nothing', () => {
    expect(serverOf({ INNGEST_DEV: '1' })).toMatchObject({
      eventsUrl: 'http://localhost:8288/e/development',
      isDev: true,
    });
    expect(serverOf({ INNGEST_DEV: 'http://dev.test:9999' })?.eventsUrl).toBe(
      'http://dev.test:9999/e/development',
    );
  });
});

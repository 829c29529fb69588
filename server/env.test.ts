import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ConfigurationError } from '#server/configuration-error.ts';
import { parseEnv } from '#server/env.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'frontdesk-env-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const secrets = {
  NEXTAUTH_SECRET: 'sixteen characters at least',
  ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64'),
};
const outside = { DATABASE_URL: 'postgres://a:b@localhost/c' };

function refusal(variables: Record<string, string>): string {
  try {
    parseEnv(variables, root);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('settings', () => {
  test('nothing has to be set', () => {
    const settings = parseEnv({}, root);
    expect(settings).toMatchObject({
      PORT: 3000,
      APP_URL: 'http://localhost:3000',
      DATA_DIR: join(root, '.data'),
      DEMO: true,
    });
    expect(Buffer.from(settings.ENCRYPTION_KEY, 'base64')).toHaveLength(32);
  });

  test('a blank variable counts as absent', () => {
    const settings = parseEnv({ PORT: ' ', APP_URL: '', DATABASE_URL: '\t', DEMO: '' }, root);
    expect(settings).toMatchObject({ PORT: 3000, APP_URL: 'http://localhost:3000', DEMO: true });
    expect(settings.DATABASE_URL).toBeUndefined();
  });

  test('the address follows the port, and loses its trailing slash', () => {
    expect(parseEnv({ PORT: '4100' }, root).APP_URL).toBe('http://localhost:4100');
    expect(parseEnv({ APP_URL: 'https://desk.example.com/' }, root).APP_URL).toBe(
      'https://desk.example.com',
    );
  });

  test('an absolute data directory stays where it is', () => {
    const elsewhere = join(root, 'elsewhere');
    expect(parseEnv({ DATA_DIR: elsewhere }, '/nowhere').DATA_DIR).toBe(elsewhere);
  });

  test('with an outside database, missing secrets are named and nothing is generated', () => {
    expect(refusal(outside)).toMatch(/^NEXTAUTH_SECRET and ENCRYPTION_KEY must be set/);
    expect(refusal({ ...outside, NEXTAUTH_SECRET: secrets.NEXTAUTH_SECRET })).toMatch(
      /^ENCRYPTION_KEY must be set/,
    );
    expect(parseEnv({ ...outside, ...secrets }, root)).toMatchObject(secrets);
  });

  test('secrets that are set win over generated ones', () => {
    expect(parseEnv(secrets, root)).toMatchObject(secrets);
  });

  test('an encryption key may be written in hex', () => {
    const settings = parseEnv({ ...secrets, ENCRYPTION_KEY: '01'.repeat(32) }, root);
    expect(settings.ENCRYPTION_KEY).toBe(secrets.ENCRYPTION_KEY);
  });

  test.each([
    [{ PORT: 'http' }, /PORT must be a number/],
    [{ PORT: '70000' }, /PORT must be between 1 and 65535/],
    [{ APP_URL: 'desk.example.com' }, /APP_URL must be an http or https address/],
    [{ DATABASE_URL: 'mysql://a@b/c' }, /DATABASE_URL must look like postgres:/],
    [{ ENCRYPTION_KEY: 'short' }, /ENCRYPTION_KEY must be 32 random bytes/],
    [{ NEXTAUTH_SECRET: 'short' }, /NEXTAUTH_SECRET must have at least 16 characters/],
    [{ DEMO: 'maybe' }, /DEMO must be 1 or 0/],
    [{ PUSHER_KEY: 'k' }, /PUSHER_APP_ID and PUSHER_SECRET must be set too/],
  ])('%o is refused with a sentence that names it', (variables, sentence) => {
    expect(refusal(variables as Record<string, string>)).toMatch(sentence);
  });

  test('a refusal never repeats a value, which may be a secret', () => {
    expect(refusal({ NEXTAUTH_SECRET: 'hunter2' })).not.toContain('hunter2');
    expect(refusal({ DATABASE_URL: 'hunter2' })).not.toContain('hunter2');
  });

  test('zero switches the demo off', () => {
    expect(parseEnv({ DEMO: '0' }, root).DEMO).toBe(false);
  });
});

import { afterEach, describe, expect, test } from 'vitest';

import { refreshCredentials } from '#server/channels/instagram/refresh-credentials.ts';
import {
  endProvider,
  graphError,
  provider,
  received,
} from '#server/channels/instagram/testing/provider.ts';

afterEach(endProvider);

describe('the token', () => {
  const body = { access_token: 'token-2', token_type: 'bearer', expires_in: 5_184_000 };

  test('of an account is renewed, and everything else of its credentials stays', async () => {
    const connection = await provider({ body }, { accessToken: 'token-1', verifyToken: 'v' });
    expect(await refreshCredentials(connection)).toEqual({
      ok: true,
      credentials: { login: 'instagram', accessToken: 'token-2', verifyToken: 'v' },
      endsInSeconds: 5_184_000,
    });
    expect(received[0]).toMatchObject({ method: 'GET', path: '/refresh_access_token' });
    expect(Object.fromEntries(received[0]?.query ?? [])).toEqual({
      grant_type: 'ig_refresh_token',
      access_token: 'token-1',
    });
  });

  test.each([
    ['never', { expires_at: 0, data_access_expires_at: 0 }, null],
    ['with the token', { expires_at: 1772445600, data_access_expires_at: 1772500000 }, 1772445600],
    ['with what it may look at', { expires_at: 0, data_access_expires_at: 1772500000 }, 1772500000],
  ])('of a page cannot be renewed; it ends %s', async (_when, ends, at) => {
    const details = { data: { is_valid: true, ...ends } };
    const credentials = { login: 'facebook', accessToken: 'p', appSecret: 's' };
    const connection = await provider({ body: details }, credentials);
    const endsAt = at === null ? null : new Date(at * 1000);
    expect(await refreshCredentials(connection)).toEqual({ ok: true, endsAt });
    expect(received).toMatchObject([{ method: 'GET', path: '/v23.0/debug_token' }]);
    expect(received[0]?.query.get('input_token')).toBe('p');
    expect(received[0]?.query.get('appsecret_proof')).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each([
    ['that Meta calls invalid', 200, { data: { is_valid: false } }, 'credentials_invalid'],
    ['that Meta does not accept', 400, graphError(190), 'credentials_invalid'],
    ['of which Meta says nothing', 502, '<html>', 'provider_down'],
  ])('of a page %s is a value', async (_what, status, answer, code) => {
    const credentials = { login: 'facebook', accessToken: 'p' };
    const connection = await provider({ status, body: answer }, credentials);
    expect(await refreshCredentials(connection)).toMatchObject({ ok: false, failure: { code } });
  });

  test('that is too young to be renewed is not called dead', async () => {
    const young = (path: string) =>
      path === '/refresh_access_token'
        ? { status: 400, body: graphError(190) }
        : { status: 200, body: { user_id: '1' } };
    expect(await refreshCredentials(await provider(young))).toMatchObject({
      failure: { code: 'provider_unavailable', retryable: true },
    });
    expect(received.map(({ path }) => path)).toEqual(['/refresh_access_token', '/v23.0/me']);
  });

  test('that is refused, or unreachable, is a value that does not hold it', async () => {
    const refused = await refreshCredentials(
      await provider({ status: 400, body: graphError(190, 463) }),
    );
    expect(refused).toMatchObject({ failure: { code: 'credentials_invalid' } });
    endProvider();
    const connection = { ...(await provider()), baseUrl: 'http://127.0.0.1:9' };
    const unreachable = await refreshCredentials(connection);
    expect(unreachable).toMatchObject({ failure: { code: 'provider_down', retryable: true } });
    expect(JSON.stringify([refused, unreachable])).not.toContain('token-1');
  });
});

import { afterEach, describe, expect, test } from 'vitest';

import { lookUpProfile } from '#server/channels/instagram/look-up-profile.ts';
import {
  ASHA,
  endProvider,
  graphError,
  provider,
  received,
} from '#server/channels/instagram/testing/provider.ts';

afterEach(endProvider);

describe('a profile', () => {
  test('is the name, the username and the picture', async () => {
    const picture = 'https://scontent.cdninstagram.com/a.jpg';
    const body = { name: 'Asha Menon', username: 'asha.m', profile_pic: picture, id: ASHA };
    expect(await lookUpProfile(await provider({ body }), ASHA)).toEqual({
      ok: true,
      profile: { name: 'Asha Menon', username: 'asha.m', pictureUrl: picture },
    });
    expect(received[0]).toMatchObject({ method: 'GET', path: `/v23.0/${ASHA}` });
    expect(received[0]?.query.get('fields')).toBe('name,username,profile_pic');
  });

  test('may lack any of its parts', async () => {
    const body = { name: '', username: 7, profile_pic: 'javascript:alert(1)' };
    expect(await lookUpProfile(await provider({ body }), ASHA)).toEqual({ ok: true, profile: {} });
  });

  test.each([
    [230, 'recipient_not_allowed'],
    [9010, 'recipient_unreachable'],
    [100, 'request_invalid'],
    [190, 'credentials_invalid'],
  ])('refused with %i is a value', async (code, ours) => {
    const connection = await provider({ status: 400, body: graphError(code) });
    expect(await lookUpProfile(connection, ASHA)).toMatchObject({
      ok: false,
      failure: { code: ours, retryable: false },
    });
  });

  test('that cannot be had right now may be asked for again', async () => {
    expect(await lookUpProfile(await provider({ status: 503, body: '' }), ASHA)).toMatchObject({
      failure: { code: 'provider_unavailable', retryable: true },
    });
  });
});

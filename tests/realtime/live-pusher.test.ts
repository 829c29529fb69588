import { randomUUID } from 'node:crypto';
import PusherClient from 'pusher-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { POST } from '#app/api/pusher/auth/route.ts';
import { createBusiness } from '#db/testing/factories.ts';
import type { RealtimeChange } from '#server/realtime/events.ts';
import { realtimeHealth, startRealtime, stopRealtime } from '#server/realtime/hub.ts';
import { realtimeSettings } from '#server/realtime/pusher-account.ts';
import { commitChange, until } from '#tests/realtime/events.ts';
import { startPusherServer } from '#tests/realtime/pusher-server.ts';
import type { PusherServer } from '#tests/realtime/pusher-server.ts';
import { signedInMember } from '#tests/realtime/signed-in.ts';

let pusher: PusherServer;

function askRoute(form: Record<string, string>, cookie = ''): Promise<Response> {
  const body = new URLSearchParams(form);
  return POST(
    new Request('http://localhost/api/pusher/auth', { method: 'POST', body, headers: { cookie } }),
  );
}

describe('the running server with Pusher', () => {
  beforeAll(async () => {
    pusher = await startPusherServer();
    const { appId, key, secret, server } = pusher.account;
    Object.assign(process.env, {
      PUSHER_APP_ID: appId,
      PUSHER_KEY: key,
      PUSHER_SECRET: secret,
      PUSHER_HOST: server?.host,
      PUSHER_PORT: `${server?.port ?? ''}`,
    });
    startRealtime();
  });
  afterAll(async () => {
    await stopRealtime();
    await pusher.close();
  });

  test('lets a signed-in member listen and carries a committed change to them', async () => {
    const business = await createBusiness();
    const { cookie } = await signedInMember(business.id);
    const { key, server, cluster } = pusher.account;
    const client = new PusherClient(key, {
      cluster,
      wsHost: server?.host ?? '',
      wsPort: server?.port ?? 0,
      forceTLS: false,
      enabledTransports: ['ws'],
      channelAuthorization: {
        customHandler: ({ socketId, channelName }, done) => {
          askRoute({ socket_id: socketId, channel_name: channelName }, cookie)
            .then((response) => response.json())
            .then(
              (answer) => done(null, answer),
              (error: unknown) => done(error as Error, null),
            );
        },
      },
    });
    const heard: { changes: RealtimeChange[]; cursor: string }[] = [];
    const channel = client.subscribe(`private-business-${business.id}`);
    channel.bind('changes', (message: (typeof heard)[number]) => heard.push(message));
    await new Promise((resolve) => channel.bind('pusher:subscription_succeeded', resolve));
    const event = await commitChange(business.id);
    await until(() => heard.length === 1);
    expect(heard[0]?.changes).toMatchObject([event]);
    expect(heard[0]?.cursor).toMatch(/^\d+-\d+$/);
    expect(realtimeHealth()).toEqual({ ok: true });
    client.disconnect();
  });

  test('tells a browser where to listen, and keeps the secret', () => {
    const who = { businessId: randomUUID(), memberId: randomUUID() };
    const settings = realtimeSettings(who);
    expect(settings).toMatchObject({ transport: 'pusher', key: pusher.account.key, ...who });
    expect(JSON.stringify(settings)).not.toContain(pusher.account.secret);
  });

  test('refuses the channel of another business, and whoever is not signed in', async () => {
    const [own, other] = [await createBusiness(), await createBusiness()];
    const { cookie } = await signedInMember(own.id);
    const form = { socket_id: '12.34', channel_name: `private-business-${other.id}` };
    expect((await askRoute(form, cookie)).status).toBe(403);
    expect((await askRoute(form)).status).toBe(401);
    expect((await askRoute({}, cookie)).status).toBe(403);
  });
});

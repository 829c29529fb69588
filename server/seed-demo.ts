import { seedDemoBusiness } from '#db/seed/seed-demo.ts';
import { channelPort } from '#server/channel-port.ts';
import { hashPassword } from '#server/domain/accounts/hash-password.ts';
import { sandboxSecrets } from '#server/sandbox/secrets.ts';

const demoPassword = 'frontdesk-demo';

/** Makes the demo business, connected to the sandbox, unless there is any business yet. */
export async function seedDemo(): Promise<boolean> {
  const { accessToken, appSecret, verifyToken } = sandboxSecrets();
  return seedDemoBusiness({
    now: new Date(),
    passwordHash: await hashPassword(demoPassword),
    seal: (place) => channelPort().seal(place, { accessToken, appSecret, verifyToken }),
  });
}

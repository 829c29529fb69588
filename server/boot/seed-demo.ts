import { conversationOf } from '#db/seed/history.ts';
import { people } from '#db/seed/people.ts';
import { seedDemoBusiness } from '#db/seed/seed-demo.ts';
import { channelPort } from '#server/channel-port.ts';
import { hashPassword } from '#server/domain/accounts/hash-password.ts';
import { log } from '#server/log.ts';
import { DEMO_PHONE_NUMBER_ID } from '#server/sandbox/accounts.ts';
import { inAppSandbox } from '#server/sandbox/in-app.ts';
import { sandboxSecrets } from '#server/sandbox/secrets.ts';

const demoPassword = 'frontdesk-demo';

/** Makes the demo business, connected to the sandbox, unless there is any business yet. */
export async function seedDemo(): Promise<boolean> {
  const { accessToken, appSecret, verifyToken } = sandboxSecrets();
  const now = new Date();
  const isSeeded = await seedDemoBusiness({
    now,
    passwordHash: await hashPassword(demoPassword),
    seal: (place) => channelPort().seal(place, { accessToken, appSecret, verifyToken }),
  });
  if (isSeeded) {
    // A sandbox of its own may not be running yet; the salon is there all the same.
    await introduceCustomers(now).catch((error: unknown) => {
      log().warn({ error }, 'the sandbox did not take the demo customers');
    });
  }
  return isSeeded;
}

/** The sandbox lets a business write freely only to who wrote to it in the last day, as Meta does. */
async function introduceCustomers(now: Date): Promise<void> {
  await inAppSandbox().saveCustomers(
    people.map(([name, address], place) => ({
      phoneNumberId: DEMO_PHONE_NUMBER_ID,
      waId: address,
      name: name ?? `+${address}`,
      lastWroteAt: conversationOf(place, now).lines.findLast(({ who }) => who === 'c')?.at ?? now,
    })),
  );
}

import { Readable } from 'node:stream';
import { conversationOf } from '#db/seed/history.ts';
import { instagramTalks } from '#db/seed/instagram-talks.ts';
import { people } from '#db/seed/people.ts';
import { seedDemoBusiness } from '#db/seed/seed-demo.ts';
import type { KeepFile } from '#db/seed/seed-parts.ts';
import { channelPort } from '#server/channel-port.ts';
import { hashPassword } from '#server/domain/accounts/hash-password.ts';
import { keepFile } from '#server/domain/attachments/keep-file.ts';
import { filePort } from '#server/file-port.ts';
import { log } from '#server/log.ts';
import { DEMO_PHONE_NUMBER_ID, demoInstagramAccount } from '#server/sandbox/accounts.ts';
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
    keepFile: keepSeedFile,
  });
  if (isSeeded) {
    // A sandbox of its own may not be running yet; the salon is there all the same.
    await introduceCustomers(now).catch((error: unknown) => {
      log().warn({ error }, 'the sandbox did not take the demo customers');
    });
  }
  return isSeeded;
}

/** As if a member had uploaded it: looked at, measured, and with a thumbnail if it is a picture. */
const keepSeedFile: KeepFile = async ({ businessId, attachmentId }, { bytes, mimeType }) => {
  const files = filePort(businessId);
  const limits = { maxBytes: bytes.length, mimeType };
  const received = await files.receive(Readable.from([bytes]), limits);
  if (!received.ok) throw new Error(received.failure.text);
  try {
    const kept = await keepFile({ businessId, files }, attachmentId, received.file);
    const { storageKey, thumbnailKey } = kept;
    if (storageKey === null) throw new Error('A file of the demo has no place.');
    return { storageKey, thumbnailKey };
  } finally {
    await received.file.discard();
  }
};

/** The sandbox lets a business write freely only to who wrote to it in the last day, as Meta does. */
async function introduceCustomers(now: Date): Promise<void> {
  const onWhatsapp = people.map(([name, address], place) => ({
    name: name ?? `+${address}`,
    address,
    conversation: conversationOf(place, now),
  }));
  const { phoneNumberId: onInstagram } = demoInstagramAccount();
  await inAppSandbox().saveCustomers([
    ...onWhatsapp.map((one) => customerOf(DEMO_PHONE_NUMBER_ID, one)),
    ...instagramTalks(now).map((one) => customerOf(onInstagram, one)),
  ]);

  function customerOf(phoneNumberId: string, { name, address, conversation }: Introduced) {
    const wrote = conversation.lines.findLast(({ who }) => who === 'c');
    return { phoneNumberId, waId: address, name, lastWroteAt: wrote?.at ?? now };
  }
}

type Introduced = ReturnType<typeof instagramTalks>[number];

import { expect } from 'vitest';

import { ASHA, startSandbox } from '#server/sandbox/testing/harness.ts';
import { sayingOf } from '#server/sandbox/testing/sayings.ts';

export const RUI = '351912345678';
export const ASHA_ID = /^IN\.\d+$/;
export const idOfAsha = expect.stringMatching(ASHA_ID) as string;

/** A sandbox in which Asha has written, with what is told from then on. */
export async function startTalking() {
  const sandbox = startSandbox();
  await sandbox.keepFile();
  const { id } = (await sandbox.control(
    'POST',
    'say',
    sayingOf({ type: 'text', text: 'Hello?' }),
  )) as { id: string };
  await sandbox.sandbox.idle();
  const told = async () => {
    await sandbox.sandbox.idle();
    const last = sandbox.webhook.deliveries.at(-1);
    const parsed = JSON.parse(last?.raw ?? '') as { entry: [{ changes: unknown[] }] };
    return parsed.entry[0].changes[0];
  };
  /** The last message that was told, without what all have. */
  const message = async () => {
    const { value } = (await told()) as { value: { messages: [Record<string, unknown>] } };
    const { id: _id, timestamp, from, from_user_id: userId, ...rest } = value.messages[0];
    expect({ timestamp, from, userId }).toEqual({
      timestamp: '1767261600',
      from: ASHA,
      userId: idOfAsha,
    });
    return rest;
  };
  return { ...sandbox, id, told, message };
}

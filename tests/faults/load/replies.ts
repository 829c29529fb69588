import { randomUUID } from 'node:crypto';
import type { GivenReply } from '#tests/faults/facts.ts';
import { repeat } from '#tests/faults/load/repeat.ts';
import type { World } from '#tests/faults/world.ts';

/** A member answers, and asks again with the same client id when no answer comes. */
export async function reply(world: World, signal: AbortSignal): Promise<void> {
  const random = world.random.fork('replies');
  const answerSomebody = async () => {
    const { conversationId } = random.pick(world.people);
    const given = newReply(world, 'Answer', null);
    const input = { conversationId, clientId: given.clientId, text: given.text };
    // Two tabs, or a finger that slips: the same message asked for twice at once.
    const times = random.next() < 0.2 ? 2 : 1;
    const asked = Array.from({ length: times }, () => askFor(world, given, 'messages.send', input));
    await Promise.all(asked);
  };
  const { isTooMuch, sizes } = world;
  await repeat(answerSomebody, { everyMs: sizes.replyEveryMs, isTooMuch }, random, signal);
}

/** A member lets messages go out a few seconds later. */
export async function schedule(world: World, signal: AbortSignal): Promise<void> {
  const random = world.random.fork('scheduled');
  const answerLater = async () => {
    const { conversationId } = random.pick(world.people);
    // A time that is over when the app is back would only be refused.
    await world.app.ready();
    const scheduledFor = new Date(Date.now() + random.between(8_000, 15_000));
    const given = newReply(world, 'Reminder', scheduledFor.getTime());
    const { clientId, text } = given;
    const input = { conversationId, clientId, text, scheduledFor };
    await askFor(world, given, 'messages.schedule', input);
  };
  const { isTooMuch, sizes } = world;
  await repeat(answerLater, { everyMs: sizes.scheduleEveryMs, isTooMuch }, random, signal);
}

function newReply({ given }: World, word: string, dueAt: number | null): GivenReply {
  const clientId = randomUUID();
  const text = `${word} ${given.replies.length + 1}`;
  const reply = { clientId, text, dueAt, isAcknowledged: false, refusal: null };
  given.replies.push(reply);
  return reply;
}

async function askFor(
  { desk }: World,
  given: GivenReply,
  procedure: string,
  input: object,
): Promise<void> {
  const answer = await desk.ask<{ messageId: string }>(procedure, input);
  if ('data' in answer) given.isAcknowledged = true;
  // The app may have been away until its time was over, and then it may say so.
  else if (given.dueAt === null || given.dueAt > Date.now()) given.refusal = answer.refusal;
}

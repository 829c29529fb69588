import { readAnswer, refusal } from '#server/channels/meta/read-answer.ts';
import type { Product } from '#server/channels/meta/read-answer.ts';
import { NotSentError, post } from '#server/channels/post.ts';
import type { PostAnswer, PostRequest } from '#server/channels/post.ts';
import { UnknownOutcomeError } from '#server/channels/types.ts';
import type { SendResult } from '#server/channels/types.ts';

const SEND_TIMEOUT_MS = 15_000;

interface Messenger extends Product {
  /** The provider's id of the message that an answer says was taken. */
  idIn(body: unknown): string | undefined;
}

/** Hands over one message; refusals are values, a lost answer throws UnknownOutcomeError. */
export async function deliver(
  product: Messenger,
  request: Omit<PostRequest, 'timeoutMs'>,
): Promise<SendResult> {
  let answer: PostAnswer;
  try {
    answer = await post({ ...request, timeoutMs: SEND_TIMEOUT_MS });
  } catch (error) {
    if (!(error instanceof NotSentError)) {
      throw new UnknownOutcomeError(
        `${product.name} did not answer; it may have taken the message.`,
        { cause: error },
      );
    }
    return refusal('provider_down', `${product.name} cannot be reached right now.`, 5);
  }
  const read = readAnswer(product, answer);
  if (read !== null && 'failure' in read) return { ok: false, failure: read.failure };
  const id = product.idIn(read?.body);
  if (id !== undefined) return { ok: true, providerMessageId: id };
  throw new UnknownOutcomeError(
    `${product.name} answered ${answer.status} in a form that says nothing about the message.`,
  );
}

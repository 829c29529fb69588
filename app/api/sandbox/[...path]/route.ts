import { getSession } from '#server/auth/session.ts';
import { listSandboxNumbers } from '#server/domain/channels/list-sandbox-numbers.ts';
import { isDropConnection } from '#server/sandbox/core.ts';
import { inAppSandbox, isSandboxOn } from '#server/sandbox/in-app.ts';
import { memberContext } from '#server/trpc/init.ts';

/** The emulated provider; absent unless there is a demo business or it is asked for. */
async function answer(request: Request): Promise<Response> {
  if (!isSandboxOn()) {
    return Response.json({ error: { message: 'There is no sandbox here.' } }, { status: 404 });
  }
  try {
    return await inAppSandbox().handle(request, ownsNumber);
  } catch (error) {
    if (isDropConnection(error)) return brokenOff();
    throw error;
  }
}

/** Members play the customers of their own business, on its sandbox numbers only. */
async function ownsNumber(phoneNumberId: string | undefined): Promise<boolean> {
  if (phoneNumberId === undefined) return false;
  const session = await getSession();
  if (session?.current == null) return false;
  const numbers = await listSandboxNumbers(memberContext(session.current, session));
  return numbers.some((number) => number.phoneNumberId === phoneNumberId);
}

/** A route cannot cut its socket, but it can begin an answer and break it off. */
function brokenOff(): Response {
  const stream = new ReadableStream({
    pull(controller) {
      controller.error(new Error('The sandbox broke this answer off, as it was told to.'));
    },
  });
  return new Response(stream, { headers: { 'content-type': 'application/json' } });
}

export { answer as DELETE, answer as GET, answer as POST };

import { isDropConnection } from '#server/sandbox/core.ts';
import { inAppSandbox, isSandboxOn } from '#server/sandbox/in-app.ts';

/** The emulated provider; absent unless there is a demo business or it is asked for. */
async function answer(request: Request): Promise<Response> {
  if (!isSandboxOn()) {
    return Response.json({ error: { message: 'There is no sandbox here.' } }, { status: 404 });
  }
  try {
    return await inAppSandbox().handle(request);
  } catch (error) {
    if (isDropConnection(error)) return brokenOff();
    throw error;
  }
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

export { answer as GET, answer as POST };

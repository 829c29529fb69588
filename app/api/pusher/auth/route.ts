import { sessionFromCookieHeader } from '#server/auth/session-cookie.ts';
import { authorizePusher } from '#server/realtime/authorize-pusher.ts';

/** Lets a signed-in member's browser listen to their own business, and to nothing else. */
export async function POST(request: Request): Promise<Response> {
  const session = await sessionFromCookieHeader(request.headers.get('cookie') ?? undefined);
  if (session?.current == null) return refusal(401, 'Please sign in first.');
  const form = new URLSearchParams(await request.text());
  const answer = authorizePusher(
    { socketId: form.get('socket_id') ?? '', channelName: form.get('channel_name') },
    session.current,
  );
  if (answer === null) return refusal(403, 'You cannot listen to this channel.');
  return Response.json(answer, { headers: { 'cache-control': 'no-store' } });
}

function refusal(status: number, message: string): Response {
  return Response.json({ message }, { status, headers: { 'cache-control': 'no-store' } });
}

import type { z } from 'zod';
import { callGraph } from '#server/channels/graph-call.ts';
import type { GraphAnswer, GraphCall } from '#server/channels/graph-call.ts';
import { accessOf } from '#server/channels/instagram/request.ts';
import type { ChannelConnection } from '#server/channels/types.ts';

/** Asks about an account with its own token; without one Meta says that the token is wrong. */
export function askGraph<T>(
  connection: ChannelConnection,
  { query = {}, ...call }: Omit<GraphCall, 'token'>,
  schema: z.ZodType<T>,
): Promise<GraphAnswer<T>> {
  const access = accessOf(connection);
  const token = access?.credentials.accessToken ?? '';
  return callGraph(connection, { ...call, query: { ...query, ...access?.proof }, token }, schema);
}

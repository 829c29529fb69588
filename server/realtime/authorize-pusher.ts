import type Pusher from 'pusher';
import { channelOfBusiness, pusherAccount, pusherClient } from '#server/realtime/pusher-account.ts';
import type { PusherAccount } from '#server/realtime/pusher-account.ts';

interface PusherRequest {
  socketId: string;
  /** Absent when the browser signs its connection in, so that we can end it. */
  channelName: string | null;
}

/** A member may listen to their own business's channel and sign in as themselves; null refuses. */
export function authorizePusher(
  { socketId, channelName }: PusherRequest,
  who: { businessId: string; memberId: string },
  account: PusherAccount | null = pusherAccount(),
): Pusher.ChannelAuthResponse | Pusher.UserAuthResponse | null {
  if (account === null || !/^\d{1,20}\.\d{1,20}$/.test(socketId)) return null;
  const client = pusherClient(account);
  if (channelName === null) return client.authenticateUser(socketId, { id: who.memberId });
  if (channelName !== channelOfBusiness(who.businessId)) return null;
  return client.authorizeChannel(socketId, channelName);
}

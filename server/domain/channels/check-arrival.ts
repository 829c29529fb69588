import type { ChannelFinding } from '#server/channels/setup.ts';
import type { ChannelConnection } from '#server/channels/types.ts';
import type { ChannelRow } from '#server/domain/channels/internal.ts';
import type { BusinessContext } from '#server/domain/context.ts';

/** Whether the provider can reach us, whether we can tell that it is the provider, and when it last did. */
export async function checkArrival(
  ctx: BusinessContext,
  channel: ChannelRow,
  connection: ChannelConnection,
): Promise<ChannelFinding[]> {
  const { signing, handshake } = ctx.channels
    .adapterFor(channel.kind)
    .webhookSecrets(connection.credentials);
  const own = ctx.channels.ownSecrets();
  const isSigned = signing.length > 0 || own.signing !== undefined;
  const token = handshake[0] ?? own.handshake;
  return [await checkWebhook(ctx, channel, token), checkLastEvent(channel, isSigned, ctx.now())];
}

async function checkWebhook(
  ctx: BusinessContext,
  { kind, isSandbox }: ChannelRow,
  token: string | undefined,
): Promise<ChannelFinding> {
  const check = 'webhook';
  const { url, isPublic } = ctx.channels.webhookFor(kind);
  if (!isPublic && !isSandbox) {
    return {
      check,
      state: 'problem',
      title: 'Messages do not reach us: Meta cannot get to this address',
      sentence: `${new URL(url).origin} is not a public https address.`,
      steps: [
        'Ask whoever runs this server to give it a public https address.',
        'Set APP_URL to that address and start the server again.',
        'Paste the new callback address at Meta.',
      ],
    };
  }
  if (token === undefined) {
    const sentence = 'There is no verify token with which Meta could be answered.';
    const steps = ['Choose Change credentials in the menu above: that makes a verify token.'];
    return { check, state: 'problem', title: 'Our address cannot be verified', sentence, steps };
  }
  const answer = await ctx.channels.setupFor(kind).shakeHands(url, token);
  if (answer === 'answered') {
    const sentence = 'Called by its address, it greets Meta as it should.';
    return { check, state: 'ok', title: 'Our address answers', sentence };
  }
  if (isSandbox) {
    const sentence = `${new URL(url).origin} did not answer from here. The sandbox needs no address; Meta would.`;
    return { check, state: 'unknown', title: 'Our address', sentence };
  }
  return {
    check,
    state: 'problem',
    title:
      answer === 'silent'
        ? 'Messages do not reach us: our own address does not answer'
        : 'Messages do not reach us: another server answers at our address',
    sentence: `${new URL(url).origin} was called as Meta calls it.`,
    steps: [
      'Ask whoever runs this server whether APP_URL is right.',
      'A proxy in front of it has to pass on /api/webhooks as it comes.',
    ],
  };
}

/** From then on silence says as little as if nothing had ever come. */
const quietDays = 7;

/** Only what is signed right is taken in, so the last event was. */
function checkLastEvent({ lastEventAt }: ChannelRow, isSigned: boolean, now: Date): ChannelFinding {
  const check = 'arrival';
  if (!isSigned) {
    return {
      check,
      state: 'problem',
      title: 'Messages are turned away: the app secret is missing',
      sentence: 'Without it nobody can tell what Meta sends from what a stranger sends.',
      steps: [
        'Open your app at Meta, then App settings, Basic, and press Show beside App secret.',
        'Come back, choose Change credentials in the menu above, and paste it.',
      ],
      link: { label: 'Open Meta', href: 'https://developers.facebook.com/apps/' },
    };
  }
  if (lastEventAt === null) {
    return {
      check,
      state: 'unknown',
      title: 'Nothing has come yet',
      sentence: 'Write to it from a phone of your own: the message should be in the inbox at once.',
    };
  }
  const at = lastEventAt.toISOString();
  if (now.getTime() - lastEventAt.getTime() > quietDays * 86_400_000) {
    const sentence =
      'The last one came {at}, signature correct. To be sure that they still do, write to it from a phone of your own.';
    return { check, state: 'unknown', title: 'Nothing has come for a while', sentence, at };
  }
  const sentence = 'The last one came {at}, signature correct.';
  return { check, state: 'ok', title: 'Messages reach us', sentence, at };
}

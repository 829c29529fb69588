import { Check, CircleDashed, CircleHelp, Pause, TriangleAlert, Unplug } from 'lucide-react';
import Link from 'next/link';
import { offeredWays } from '#components/settings/channel-guides.ts';
import type { ConnectedChannel } from '#components/settings/types.ts';
import { Badge } from '#components/ui/badge.tsx';
import { Button } from '#components/ui/button.tsx';
import { CHANNEL_NAMES, ChannelGlyph } from '#components/ui/channel-glyph.tsx';
import { kindOfWay } from '#server/domain/channels/schema.ts';

interface ChannelRowProps {
  channel: ConnectedChannel;
  isSelected: boolean;
  /** Pressed again, when it changes nothing in the address. */
  onShowAgain: () => void;
}

/** One account in the list: a press shows how it is doing. */
export function ChannelRow({ channel, isSelected, onShowAgain }: ChannelRowProps) {
  const { id, kind, name, displayAddress } = channel;
  return (
    <Link
      href={`/settings/channels?channel=${id}`}
      scroll={false}
      onClick={isSelected ? onShowAgain : undefined}
      aria-current={isSelected ? 'true' : undefined}
      className="flex min-h-16 items-center gap-3 rounded-md border bg-card px-3 py-2.5 hover:bg-accent aria-[current=true]:border-primary aria-[current=true]:inset-ring aria-[current=true]:inset-ring-primary"
    >
      <ChannelGlyph kind={kind} size="32" isDecorative />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{name}</span>
        <span className="block truncate text-caption text-subtle-foreground">{displayAddress}</span>
      </span>
      <ChannelChip channel={channel} />
    </Link>
  );
}

/** How an account is doing, in a word or two. */
function ChannelChip({ channel }: Pick<ChannelRowProps, 'channel'>) {
  const { status, checkedAt, findings } = channel;
  if (status === 'disconnected') {
    return <Badge icon={<Unplug aria-hidden />}>Disconnected</Badge>;
  }
  if (status === 'paused') {
    return (
      <Badge tone="warning" icon={<Pause aria-hidden />}>
        Paused
      </Badge>
    );
  }
  const problems = findings.filter(({ state }) => state === 'problem').length;
  if (problems > 0) {
    return (
      <Badge tone="warning" icon={<TriangleAlert aria-hidden />}>
        {`${problems.toString()} to fix`}
      </Badge>
    );
  }
  if (checkedAt === null) return <Badge icon={<CircleDashed aria-hidden />}>Not checked</Badge>;
  // Meta may not have answered: what nobody could look at is not called working.
  if (!findings.some(({ check, state }) => check === 'token' && state !== 'unknown')) {
    return <Badge icon={<CircleHelp aria-hidden />}>Not known</Badge>;
  }
  return (
    <Badge tone="success" icon={<Check aria-hidden />}>
      Working
    </Badge>
  );
}

/** A kind of account that could be connected and is not. */
export function MissingRow({ kind }: { kind: ConnectedChannel['kind'] }) {
  const ways = offeredWays.filter((way) => kindOfWay[way] === kind);
  const href = `/settings/channels/new${ways.length === 1 ? `/${ways[0] ?? ''}` : ''}`;
  return (
    <div className="flex min-h-16 items-center gap-3 rounded-md border bg-card px-3 py-2.5">
      <ChannelGlyph kind={kind} size="32" isDecorative />
      <span className="min-w-0 flex-1">
        <span className="block font-medium">{CHANNEL_NAMES[kind]}</span>
        <span className="block text-caption text-subtle-foreground">Not connected</span>
      </span>
      <Button asChild size="24">
        <Link href={href} aria-label={`Connect ${CHANNEL_NAMES[kind]}`}>
          Connect
        </Link>
      </Button>
    </div>
  );
}

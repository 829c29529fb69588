'use client';

import { Check, MessageCircle, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { useFormat } from '#components/format.tsx';
import { EmptyState } from '#components/layout/empty-state.tsx';
import { ErrorState } from '#components/layout/error-state.tsx';
import { Section } from '#components/layout/section.tsx';
import { refusalOf } from '#components/refusal.ts';
import { ChannelTrouble } from '#components/settings/channel-trouble.tsx';
import { FormSkeleton } from '#components/settings/form-skeleton.tsx';
import type { ChannelLoad } from '#components/settings/types.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { ChannelGlyph } from '#components/ui/channel-glyph.tsx';

const refreshMs = 10_000;

/** How much each channel may send, what waits for it, and what stands against it. */
export function SystemChannels() {
  const loads = trpc.channels.loads.useQuery(undefined, { refetchInterval: refreshMs });
  return (
    <Section title="Sending">
      {loads.data !== undefined ? (
        loads.data.length === 0 ? (
          <EmptyState icon={<MessageCircle aria-hidden />} title="No channel yet">
            What each of your numbers and mailboxes may send stands here.
          </EmptyState>
        ) : (
          <ul className="divide-y border-y">
            {loads.data.map((channel) => (
              <ChannelRow key={channel.id} channel={channel} />
            ))}
          </ul>
        )
      ) : loads.isError ? (
        <ErrorState onRetry={() => void loads.refetch()} isRetrying={loads.isFetching}>
          {refusalOf(loads.error).sentence}
        </ErrorState>
      ) : (
        <FormSkeleton label="Loading what the channels send" rows={1} />
      )}
    </Section>
  );
}

const states = {
  connected: { word: 'Sends', tone: 'success', icon: <Check aria-hidden /> },
  paused: { word: 'Paused', tone: 'warning', icon: <TriangleAlert aria-hidden /> },
  disconnected: { word: 'Disconnected', tone: 'warning', icon: <TriangleAlert aria-hidden /> },
} as const satisfies Record<ChannelLoad['status'], object>;

function ChannelRow({ channel }: { channel: ChannelLoad }) {
  const format = useFormat();
  const { kind, name, status, sendsPerSecond, lastRefusal } = channel;
  const { word, tone, icon } = states[status];
  return (
    <li className="grid gap-2 py-3">
      <div className="flex items-start gap-3">
        <ChannelGlyph kind={kind} size="20" />
        <div className="min-w-0 flex-1">
          <p className="flex items-center gap-2 font-medium">
            <span className="truncate">{name}</span>
            <Badge tone={tone} icon={icon}>
              {word}
            </Badge>
          </p>
          <p className="text-caption text-subtle-foreground">
            {`At most ${format.number(sendsPerSecond)} a second · `}
            <Waiting channel={channel} />
          </p>
          {lastRefusal === null ? null : (
            <p className="text-caption break-words text-subtle-foreground">
              {`Last refusal ${format.dateTime(lastRefusal.at)}: `}
              {lastRefusal.reason ?? 'The provider gave no reason.'}{' '}
              <Link
                href={`/inbox/${lastRefusal.conversationId}`}
                className="font-medium text-primary-text"
              >
                Open the conversation
              </Link>
            </p>
          )}
        </div>
        <Link href="/settings/channels" className="shrink-0 font-medium text-primary-text">
          Set limits<span className="sr-only">{` of ${name}`}</span>
        </Link>
      </div>
      <ChannelTrouble channel={channel} />
    </li>
  );
}

function Waiting({ channel: { waiting, nextTurnAt } }: { channel: ChannelLoad }) {
  const format = useFormat();
  if (waiting === 0) return 'nothing waits';
  const many = waiting === 1 ? 'one message waits' : `${format.number(waiting)} messages wait`;
  return nextTurnAt === null ? many : `${many}, the next goes ${format.relative(nextTurnAt)}`;
}

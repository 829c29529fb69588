'use client';

import { MessageCircle, Plus } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useRef } from 'react';
import { RenderedAt } from '#components/inbox/now.ts';
import { EmptyState } from '#components/layout/empty-state.tsx';
import { ErrorState } from '#components/layout/error-state.tsx';
import { Section } from '#components/layout/section.tsx';
import { refusalOf } from '#components/refusal.ts';
import { ChannelDetail } from '#components/settings/channel-detail.tsx';
import { SandboxHint } from '#components/settings/channel-hints.tsx';
import { ChannelRow, MissingRow } from '#components/settings/channel-row.tsx';
import { FormSkeleton } from '#components/settings/form-skeleton.tsx';
import type { ConnectedChannel } from '#components/settings/types.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { CHANNEL_KINDS } from '#server/channels/types.ts';

interface ChannelListProps {
  /** Of the address; the first channel when there is none. */
  selectedId: string | null;
  renderedAt: number;
}

/** The accounts that customers write to, and how the chosen one is doing. */
export function ChannelList({ selectedId, renderedAt }: ChannelListProps) {
  const channels = trpc.channels.list.useQuery();
  const all = channels.data ?? [];
  const selected = all.find(({ id }) => id === selectedId) ?? all[0];
  const detail = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (selectedId !== null) showBelow(detail.current);
  }, [selectedId]);
  return (
    <RenderedAt value={renderedAt}>
      <div className="grid items-start gap-6 lg:grid-cols-[304px_minmax(0,640px)]">
        <Section title="Channels" actions={<AddLink />}>
          <div className="grid gap-4">
            {channels.data !== undefined ? (
              <Rows
                channels={channels.data}
                selectedId={selected?.id}
                onShowAgain={() => showBelow(detail.current)}
              />
            ) : channels.isError ? (
              <ErrorState onRetry={() => void channels.refetch()} isRetrying={channels.isFetching}>
                {refusalOf(channels.error).sentence}
              </ErrorState>
            ) : (
              <FormSkeleton label="Loading the channels" rows={2} />
            )}
            <SandboxHint />
          </div>
        </Section>
        {selected === undefined ? null : (
          <div ref={detail} className="min-w-0 scroll-mt-4">
            <ChannelDetail key={selected.id} channel={selected} />
          </div>
        )}
      </div>
    </RenderedAt>
  );
}

/** Where there is room for one column only it stands under the list, perhaps out of sight. */
function showBelow(detail: HTMLElement | null): void {
  if (window.matchMedia('(width < 64rem)').matches) detail?.scrollIntoView();
}

function AddLink() {
  return (
    <Button asChild>
      <Link href="/settings/channels/new">
        <Plus aria-hidden />
        Add
      </Link>
    </Button>
  );
}

interface RowsProps {
  channels: ConnectedChannel[];
  selectedId: string | undefined;
  onShowAgain: () => void;
}

function Rows({ channels, selectedId, onShowAgain }: RowsProps) {
  if (channels.length === 0) {
    return (
      <EmptyState
        icon={<MessageCircle aria-hidden />}
        title="No channel yet"
        actions={
          <Button asChild variant="primary" size="28">
            <Link href="/settings/channels/new">Connect one</Link>
          </Button>
        }
      >
        The numbers and accounts that customers write to stand here.
      </EmptyState>
    );
  }
  const present = new Set(channels.map(({ kind }) => kind));
  const missing = CHANNEL_KINDS.filter((kind) => !present.has(kind));
  return (
    <ul aria-label="Channels" className="grid gap-2">
      {channels.map((channel) => (
        <li key={channel.id}>
          <ChannelRow
            channel={channel}
            isSelected={channel.id === selectedId}
            onShowAgain={onShowAgain}
          />
        </li>
      ))}
      {missing.map((kind) => (
        <li key={kind}>
          <MissingRow kind={kind} />
        </li>
      ))}
    </ul>
  );
}

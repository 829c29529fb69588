'use client';

import { Check, MessageCircle, Smartphone, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { useFormat } from '#components/format.tsx';
import { EmptyState } from '#components/layout/empty-state.tsx';
import { ErrorState } from '#components/layout/error-state.tsx';
import { Section } from '#components/layout/section.tsx';
import { useShell } from '#components/layout/shell-context.ts';
import { refusalOf } from '#components/refusal.ts';
import { ChannelRate } from '#components/settings/channel-rate.tsx';
import { ChannelTrouble } from '#components/settings/channel-trouble.tsx';
import { FormSkeleton } from '#components/settings/form-skeleton.tsx';
import type { ConnectedChannel } from '#components/settings/types.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Banner } from '#components/ui/banner.tsx';
import { Card } from '#components/ui/card.tsx';
import { CHANNEL_NAMES, ChannelGlyph } from '#components/ui/channel-glyph.tsx';
import { CopyField } from '#components/ui/copy-field.tsx';
import { Field } from '#components/ui/field.tsx';

/** The accounts that customers write to. */
export function ChannelList() {
  const channels = trpc.channels.list.useQuery();
  return (
    <Section title="Channels" className="max-w-[640px]">
      <div className="grid gap-4">
        {channels.data !== undefined ? (
          channels.data.length === 0 ? (
            <EmptyState icon={<MessageCircle aria-hidden />} title="No channel yet">
              The numbers and mailboxes that customers write to stand here.
            </EmptyState>
          ) : (
            channels.data.map((channel) => <ChannelCard key={channel.id} channel={channel} />)
          )
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
  );
}

function ChannelCard({ channel }: { channel: ConnectedChannel }) {
  const format = useFormat();
  const { kind, displayAddress, externalId, isSandbox, lastEventAt, webhookUrl } = channel;
  return (
    <Card className="grid gap-4 p-5 max-sm:p-4">
      <div className="flex items-center gap-3">
        <ChannelGlyph kind={kind} size="32" isDecorative />
        <div className="min-w-0 flex-1">
          <h3 className="truncate font-semibold">
            {channel.name === CHANNEL_NAMES[kind]
              ? channel.name
              : `${channel.name} · ${CHANNEL_NAMES[kind]}`}
          </h3>
          <p className="truncate text-caption text-subtle-foreground">{displayAddress}</p>
        </div>
        <ChannelStatus status={channel.status} />
      </div>
      <ChannelTrouble channel={channel} />
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-2">
        <dt className="text-muted-foreground">Last heard from</dt>
        <dd>{lastEventAt === null ? 'Nothing yet' : format.dateTime(lastEventAt)}</dd>
        <dt className="text-muted-foreground">Account id</dt>
        <dd className="truncate font-mono">{externalId}</dd>
        <dt className="text-muted-foreground">Speaks to</dt>
        <dd>{isSandbox ? 'The sandbox, not the real network' : CHANNEL_NAMES[kind]}</dd>
      </dl>
      <Field
        label="Webhook address"
        hint={
          isSandbox
            ? 'The sandbox knows this address and its verify token already.'
            : 'For the provider’s webhook page. The verify token there is this server’s setting META_VERIFY_TOKEN, or the channel’s own.'
        }
      >
        {({ id }) => <CopyField id={id} label="Webhook address" value={webhookUrl} />}
      </Field>
      {channel.status === 'disconnected' ? null : <ChannelRate channel={channel} />}
    </Card>
  );
}

function ChannelStatus({ status }: { status: ConnectedChannel['status'] }) {
  if (status === 'connected') {
    return (
      <Badge tone="success" icon={<Check aria-hidden />}>
        Connected
      </Badge>
    );
  }
  return (
    <Badge tone="warning" icon={<TriangleAlert aria-hidden />}>
      {status === 'paused' ? 'Paused' : 'Disconnected'}
    </Badge>
  );
}

function SandboxHint() {
  const { sandboxAvailable } = useShell();
  if (!sandboxAvailable) return null;
  return (
    <Banner icon={<Smartphone aria-hidden />}>
      <p className="font-medium">Want to try it?</p>
      <p className="text-muted-foreground">
        Write to yourself from the{' '}
        <Link href="/sandbox" className="font-medium text-primary-text">
          sandbox phone
        </Link>
        . Everything works the same.
      </p>
    </Banner>
  );
}

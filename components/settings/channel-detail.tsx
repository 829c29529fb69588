'use client';

import { RefreshCw, Send } from 'lucide-react';
import { useState } from 'react';
import { useFormat } from '#components/format.tsx';
import { useNow } from '#components/inbox/now.ts';
import { refusalOf } from '#components/refusal.ts';
import { ChannelFindings } from '#components/settings/channel-findings.tsx';
import { ChannelMenu } from '#components/settings/channel-menu.tsx';
import { ChannelRate } from '#components/settings/channel-rate.tsx';
import { ChannelReconnect } from '#components/settings/channel-reconnect.tsx';
import { ChannelTestDialog } from '#components/settings/channel-test-dialog.tsx';
import { ChannelTrouble } from '#components/settings/channel-trouble.tsx';
import { ChannelWebhook } from '#components/settings/channel-webhook.tsx';
import type { ConnectedChannel } from '#components/settings/types.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { Card } from '#components/ui/card.tsx';
import { ChannelGlyph } from '#components/ui/channel-glyph.tsx';
import { showToast } from '#components/ui/toast.ts';

/** How one account is doing, what to do about it, and what can be done with it. */
export function ChannelDetail({ channel }: { channel: ConnectedChannel }) {
  const { id: channelId, name, status, isSandbox } = channel;
  const [isTesting, setIsTesting] = useState(false);
  const { check, isPending } = useCheck(channelId);
  const isDisconnected = status === 'disconnected';
  return (
    <section aria-label={name} className="min-w-0">
      <Card>
        <header className="flex flex-wrap items-center gap-3 border-b p-4 sm:px-5">
          <ChannelGlyph kind={channel.kind} size="32" isDecorative />
          <div className="min-w-40 flex-1">
            <h2 className="truncate text-lg font-semibold">{name}</h2>
            <Subtitle channel={channel} />
          </div>
          {isDisconnected ? null : (
            <Button icon={<RefreshCw aria-hidden />} pending={isPending} onClick={check}>
              {isPending ? 'Checking…' : 'Check again'}
            </Button>
          )}
          <ChannelMenu channel={channel} />
        </header>
        <div className="grid gap-4 p-4 sm:px-5">
          <ChannelTrouble channel={channel} />
          {isDisconnected ? (
            <ChannelReconnect channel={channel} />
          ) : (
            <ChannelFindings channel={channel} isChecking={isPending} onCheck={check} />
          )}
        </div>
        {isDisconnected || !channel.takesNumbers ? null : (
          <footer className="border-t p-4 sm:px-5">
            <Button icon={<Send aria-hidden />} onClick={() => setIsTesting(true)}>
              Send me a test message
            </Button>
          </footer>
        )}
      </Card>
      {isDisconnected ? null : (
        <div className="mt-6 grid gap-6">
          {isSandbox ? null : <ChannelWebhook channelId={channelId} />}
          <ChannelRate channel={channel} />
        </div>
      )}
      <ChannelTestDialog channel={channel} isOpen={isTesting} onClose={() => setIsTesting(false)} />
    </section>
  );
}

function Subtitle({ channel }: { channel: ConnectedChannel }) {
  const format = useFormat();
  const now = useNow();
  const { displayAddress, isSandbox, checkedAt } = channel;
  const parts = [
    displayAddress,
    isSandbox ? 'sandbox' : null,
    checkedAt === null ? null : `checked ${format.relative(checkedAt, now)}`,
  ];
  return (
    <p className="text-caption text-subtle-foreground">
      {parts.filter((part) => part !== null).join(' · ')}
    </p>
  );
}

/** Looks the channel over now; a second press meanwhile changes nothing. */
function useCheck(channelId: string) {
  const utils = trpc.useUtils();
  const { mutate, isPending } = trpc.channels.check.useMutation({
    onError: (error) => showToast({ message: refusalOf(error).sentence, tone: 'danger' }),
    onSettled: () => utils.channels.invalidate(),
  });
  const check = () => {
    if (!isPending) mutate({ channelId });
  };
  return { check, isPending };
}

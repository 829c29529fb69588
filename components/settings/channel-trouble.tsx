'use client';

import { refusalOf } from '#components/refusal.ts';
import type { ConnectedChannel } from '#components/settings/types.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { Banner } from '#components/ui/banner.tsx';
import { Button } from '#components/ui/button.tsx';
import { showToast } from '#components/ui/toast.ts';

interface ChannelTroubleProps {
  channel: Pick<ConnectedChannel, 'id' | 'name' | 'status' | 'statusReason'>;
}

/** What stands against a channel, and the way on: sending again, or having read the warning. */
export function ChannelTrouble({ channel }: ChannelTroubleProps) {
  const { id: channelId, name, status, statusReason } = channel;
  const utils = trpc.useUtils();
  const isPaused = status === 'paused';
  const resume = trpc.channels.resume.useMutation({
    onSuccess: () => {
      if (isPaused) showToast({ message: `${name} sends again` });
    },
    onError: (error: unknown) => {
      showToast({ message: refusalOf(error).sentence, tone: 'danger' });
    },
    onSettled: () => utils.channels.invalidate(),
  });
  if (statusReason === null && !isPaused) return null;
  const button = (
    <Button
      size="24"
      pending={resume.isPending}
      onClick={() => {
        resume.mutate({ channelId });
      }}
    >
      {isPaused ? 'Resume' : 'Dismiss'}
    </Button>
  );
  return (
    <Banner tone="warning" action={status === 'disconnected' ? undefined : button}>
      {isPaused ? 'Nothing is sent until you resume this channel. ' : null}
      {statusReason}
    </Banner>
  );
}

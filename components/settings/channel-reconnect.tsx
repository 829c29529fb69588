'use client';

import { refusalOf } from '#components/refusal.ts';
import { ChannelCredentialsForm } from '#components/settings/channel-credentials-form.tsx';
import type { ConnectedChannel } from '#components/settings/types.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { Banner } from '#components/ui/banner.tsx';
import { Button } from '#components/ui/button.tsx';
import { showToast } from '#components/ui/toast.ts';

/** The way back for an account that was let go: its conversations go on where they stopped. */
export function ChannelReconnect({ channel }: { channel: ConnectedChannel }) {
  const utils = trpc.useUtils();
  const reconnect = trpc.channels.reconnect.useMutation();
  const sandbox = trpc.channels.reconnectSandbox.useMutation({
    onSuccess: () => showToast({ message: `${channel.name} is connected again` }),
    onError: (error) => showToast({ message: refusalOf(error).sentence, tone: 'danger' }),
    onSettled: () => utils.channels.invalidate(),
  });
  return (
    <div className="grid gap-4">
      <Banner>
        This channel is disconnected. Nothing comes in or goes out; its conversations are kept, and
        go on once it is connected again.
      </Banner>
      {channel.isSandbox ? (
        <div>
          <Button
            variant="primary"
            pending={sandbox.isPending}
            onClick={() => sandbox.mutate({ channelId: channel.id })}
          >
            Connect again
          </Button>
        </div>
      ) : (
        <ChannelCredentialsForm
          channel={channel}
          submit="Connect again"
          onSubmit={(values) => reconnect.mutateAsync(values)}
          onDone={() => showToast({ message: `${channel.name} is connected again` })}
        />
      )}
    </div>
  );
}

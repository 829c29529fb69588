'use client';

import { refusalOf } from '#components/refusal.ts';
import type { ConnectedChannel } from '#components/settings/types.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { AlertDialog } from '#components/ui/alert-dialog.tsx';
import { FieldError } from '#components/ui/field.tsx';
import { showToast } from '#components/ui/toast.ts';

interface ChannelDisconnectProps {
  channel: ConnectedChannel;
  isOpen: boolean;
  onClose: () => void;
}

/** Long enough to be read twice. */
const TOLD_MS = 20_000;

/** Asks before an account is let go, and says what that means. */
export function ChannelDisconnect({ channel, isOpen, onClose }: ChannelDisconnectProps) {
  const { id: channelId, name, displayAddress } = channel;
  const utils = trpc.useUtils();
  const disconnect = trpc.channels.disconnect.useMutation({
    onSuccess: ({ stillSends }) => {
      showToast(
        stillSends
          ? {
              message: `${name} is disconnected. Meta could not be told: remove the callback address in your app there.`,
              durationMs: TOLD_MS,
            }
          : { message: `${name} is disconnected` },
      );
      onClose();
    },
    onSettled: () => utils.channels.invalidate(),
  });
  const error = disconnect.isError ? refusalOf(disconnect.error).sentence : null;
  return (
    <AlertDialog
      open={isOpen}
      onOpenChange={(open) => {
        if (open) return;
        disconnect.reset();
        onClose();
      }}
      title={`Disconnect ${name}?`}
      description={`What customers write to ${displayAddress} from then on does not come here, and nothing can be sent from it. Its access token is erased. All conversations stay, and go on when you connect it again.`}
      confirm="Disconnect"
      cancel="Keep it connected"
      pending={disconnect.isPending}
      onConfirm={() => disconnect.mutate({ channelId })}
      error={error === null ? null : <FieldError>{error}</FieldError>}
    />
  );
}

'use client';

import { ChannelCredentialsForm } from '#components/settings/channel-credentials-form.tsx';
import type { ConnectedChannel } from '#components/settings/types.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { Dialog, DialogContent } from '#components/ui/dialog.tsx';
import { showToast } from '#components/ui/toast.ts';

interface ChannelCredentialsDialogProps {
  channel: ConnectedChannel;
  isOpen: boolean;
  onClose: () => void;
}

/** Another key for the same account: it is tried before the former one goes. */
export function ChannelCredentialsDialog(props: ChannelCredentialsDialogProps) {
  const { channel, isOpen, onClose } = props;
  const change = trpc.channels.changeCredentials.useMutation();
  return (
    <Dialog open={isOpen} onOpenChange={(open) => (open ? undefined : onClose())}>
      <DialogContent
        title="Change credentials"
        description="The new ones are tried first; until then the former ones stay."
      >
        <ChannelCredentialsForm
          channel={channel}
          submit="Check and save"
          onSubmit={(values) => change.mutateAsync(values)}
          onDone={() => {
            showToast({ message: `${channel.name} has its new credentials` });
            onClose();
          }}
        />
      </DialogContent>
    </Dialog>
  );
}

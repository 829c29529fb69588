'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import { FormRefusal } from '#components/auth/form-refusal.tsx';
import { showRefusal } from '#components/refusal.ts';
import { TextField } from '#components/settings/text-field.tsx';
import type { ConnectedChannel } from '#components/settings/types.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogClose, DialogContent } from '#components/ui/dialog.tsx';
import { showToast } from '#components/ui/toast.ts';
import { renameChannelInput } from '#server/domain/channels/schema.ts';
import type { RenameChannelInput } from '#server/domain/channels/schema.ts';

interface ChannelRenameDialogProps {
  channel: ConnectedChannel;
  isOpen: boolean;
  onClose: () => void;
}

/** The name that members know the channel by; customers do not see it. */
export function ChannelRenameDialog({ channel, isOpen, onClose }: ChannelRenameDialogProps) {
  return (
    <Dialog open={isOpen} onOpenChange={(open) => (open ? undefined : onClose())}>
      <DialogContent title="Rename the channel" description="Only your team sees this name.">
        <RenameForm channel={channel} onDone={onClose} />
      </DialogContent>
    </Dialog>
  );
}

function RenameForm({ channel, onDone }: { channel: ConnectedChannel; onDone: () => void }) {
  const utils = trpc.useUtils();
  const rename = trpc.channels.rename.useMutation();
  const { register, handleSubmit, setError, formState } = useForm<RenameChannelInput>({
    resolver: zodResolver(renameChannelInput),
    defaultValues: { channelId: channel.id, name: channel.name },
  });
  const { errors, isSubmitting } = formState;
  const submit = handleSubmit(async (values) => {
    try {
      await rename.mutateAsync(values);
    } catch (error) {
      showRefusal(setError, error, ['name']);
      return;
    }
    await utils.channels.invalidate();
    showToast({ message: `It is called ${values.name} now` });
    onDone();
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="grid gap-4">
      <FormRefusal error={errors.root} />
      <TextField
        label="Name"
        autoComplete="off"
        error={errors.name?.message}
        {...register('name')}
      />
      <div className="flex justify-end gap-2">
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" pending={isSubmitting}>
          Save
        </Button>
      </div>
    </form>
  );
}

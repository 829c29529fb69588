'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import type { z } from 'zod';
import { FormRefusal } from '#components/auth/form-refusal.tsx';
import { showRefusal } from '#components/refusal.ts';
import type { ConnectedChannel } from '#components/settings/types.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { showToast } from '#components/ui/toast.ts';
import { updateChannelInput } from '#server/domain/channels/schema.ts';

/** How fast a channel may send; what comes faster waits for its turn. */
export function ChannelRate({ channel }: { channel: ConnectedChannel }) {
  const { id: channelId, sendsPerSecond } = channel;
  const utils = trpc.useUtils();
  const update = trpc.channels.update.useMutation({
    onSettled: () => utils.channels.invalidate(),
  });
  const { register, handleSubmit, setError, reset, formState } = useForm<
    z.input<typeof updateChannelInput>
  >({ resolver: zodResolver(updateChannelInput), values: { channelId, sendsPerSecond } });
  const { errors, isSubmitting, isDirty } = formState;
  const submit = handleSubmit(async (values) => {
    try {
      await update.mutateAsync(values);
    } catch (error) {
      showRefusal(setError, error, ['sendsPerSecond']);
      return;
    }
    reset(values);
    showToast({ message: 'Sending speed saved' });
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="grid gap-2">
      <FormRefusal error={errors.root} />
      <Field
        label="Messages a second"
        hint="What the provider takes from this account. Whatever is faster waits for its turn."
        error={errors.sendsPerSecond?.message}
      >
        {(control) => (
          <div className="flex gap-2">
            <Input
              {...control}
              {...register('sendsPerSecond', { valueAsNumber: true })}
              inputMode="numeric"
              autoComplete="off"
              className="w-28"
            />
            <Button type="submit" pending={isSubmitting} disabled={!isDirty}>
              Save speed
            </Button>
          </div>
        )}
      </Field>
    </form>
  );
}

'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import type { z } from 'zod';
import { FormRefusal } from '#components/auth/form-refusal.tsx';
import { useFormat } from '#components/format.tsx';
import { showRefusal } from '#components/refusal.ts';
import type { ConnectedChannel } from '#components/settings/types.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import { showToast } from '#components/ui/toast.ts';
import { newPeopleSteps, updateChannelInput } from '#server/domain/channels/schema.ts';

/** How fast a channel may send, and to how many new people a day; what is more waits. */
export function ChannelRate({ channel }: { channel: ConnectedChannel }) {
  const { id: channelId, sendsPerSecond } = channel;
  const newPeoplePerDay = newPeopleSteps.find((step) => step === channel.newPeoplePerDay) ?? null;
  const format = useFormat();
  const utils = trpc.useUtils();
  const update = trpc.channels.update.useMutation({
    onSettled: () => utils.channels.invalidate(),
  });
  const { register, handleSubmit, setError, reset, formState } = useForm<
    z.input<typeof updateChannelInput>
  >({
    resolver: zodResolver(updateChannelInput),
    values: { channelId, sendsPerSecond, newPeoplePerDay },
  });
  const { errors, isSubmitting, isDirty, dirtyFields } = formState;
  const submit = handleSubmit(async (values) => {
    const { newPeoplePerDay: people, ...others } = values;
    try {
      // The provider may have told another limit meanwhile: only what was changed here is set.
      const isChosen = dirtyFields.newPeoplePerDay === true;
      await update.mutateAsync(isChosen ? { ...others, newPeoplePerDay: people } : others);
    } catch (error) {
      showRefusal(setError, error, ['sendsPerSecond', 'newPeoplePerDay']);
      return;
    }
    reset(values);
    showToast({ message: 'Sending limits saved' });
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="grid gap-4">
      <FormRefusal error={errors.root} />
      <Field
        label="Messages a second"
        hint="What the provider takes from this account. Whatever is faster waits for its turn."
        error={errors.sendsPerSecond?.message}
      >
        {(control) => (
          <Input
            {...control}
            {...register('sendsPerSecond', { valueAsNumber: true })}
            defaultValue={sendsPerSecond}
            inputMode="numeric"
            autoComplete="off"
            className="w-28"
          />
        )}
      </Field>
      <Field
        label="New people a day"
        hint="How many people the provider lets you write to first within 24 hours. Replies do not count."
        error={errors.newPeoplePerDay?.message}
      >
        {(control) => (
          <Select
            {...control}
            {...register('newPeoplePerDay', { setValueAs: toStep })}
            defaultValue={newPeoplePerDay ?? ''}
            className="w-44"
          >
            {newPeopleSteps.map((step) => (
              <option key={step} value={step}>
                {format.number(step)}
              </option>
            ))}
            <option value="">No limit</option>
          </Select>
        )}
      </Field>
      <div>
        <Button type="submit" pending={isSubmitting} disabled={!isDirty}>
          Save limits
        </Button>
      </div>
    </form>
  );
}

/** The empty choice stands for no limit; a list of the browser knows only text. */
function toStep(value: unknown): number | null {
  return value === '' || value === null ? null : Number(value);
}

'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import type { z } from 'zod';
import { FormRefusal } from '#components/auth/form-refusal.tsx';
import { showRefusal } from '#components/refusal.ts';
import { ChannelFields } from '#components/settings/channel-fields.tsx';
import { guideOf } from '#components/settings/channel-guides.ts';
import type { ConnectedChannel } from '#components/settings/types.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { changeCredentialsInput } from '#server/domain/channels/schema.ts';

type Given = z.input<typeof changeCredentialsInput>;
type Taken = z.output<typeof changeCredentialsInput>;

interface ChannelCredentialsFormProps {
  channel: ConnectedChannel;
  submit: string;
  onSubmit: (values: Given) => Promise<unknown>;
  onDone: () => void;
}

/** What is pasted for an account that is known; its id stays as it is. */
export function ChannelCredentialsForm(props: ChannelCredentialsFormProps) {
  const { channel, submit: label, onSubmit, onDone } = props;
  const utils = trpc.useUtils();
  const { register, handleSubmit, setError, formState } = useForm<Given, unknown, Taken>({
    resolver: zodResolver(changeCredentialsInput),
    defaultValues: {
      channelId: channel.id,
      accountId: channel.accountId ?? '',
      accessToken: '',
      appSecret: '',
      pin: '',
    },
  });
  const { errors, isSubmitting } = formState;
  const submit = handleSubmit(async (values) => {
    try {
      await onSubmit(values);
    } catch (error) {
      showRefusal(setError, error, ['accountId', 'accessToken', 'appSecret', 'pin']);
      return;
    }
    await utils.channels.invalidate();
    onDone();
  });
  const fields = guideOf(channel).fields.filter(({ name }) => name !== 'externalId');
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="grid gap-4">
      <FormRefusal error={errors.root} />
      <ChannelFields fields={fields} register={register} errors={errors} />
      <div>
        <Button type="submit" variant="primary" pending={isSubmitting}>
          {label}
        </Button>
      </div>
    </form>
  );
}

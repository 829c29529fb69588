'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { BadgeCheck } from 'lucide-react';
import { useEffect } from 'react';
import { useForm } from 'react-hook-form';
import type { UseFormReturn } from 'react-hook-form';
import type { z } from 'zod';
import { FormRefusal } from '#components/auth/form-refusal.tsx';
import { showRefusal } from '#components/refusal.ts';
import { ChannelFields } from '#components/settings/channel-fields.tsx';
import { channelGuides } from '#components/settings/channel-guides.ts';
import { keepPastedIds, readPastedIds } from '#components/settings/pasted-ids.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { Banner } from '#components/ui/banner.tsx';
import { Button } from '#components/ui/button.tsx';
import { connectChannelInput } from '#server/domain/channels/schema.ts';
import type { ChannelWay } from '#server/domain/channels/schema.ts';

type Given = z.input<typeof connectChannelInput>;
type Taken = z.output<typeof connectChannelInput>;
type Form = UseFormReturn<Given, unknown, Taken>;

interface PasteFormProps {
  way: ChannelWay;
  isConnected: boolean;
  onConnected: (channelId: string) => void;
}

/** What Meta gave is pasted, shown back by Meta's own names, and only then connected. */
export function PasteForm({ way, isConnected, onConnected }: PasteFormProps) {
  const utils = trpc.useUtils();
  const find = trpc.channels.findAccount.useMutation();
  const connect = trpc.channels.connect.useMutation({
    onSettled: () => utils.channels.invalidate(),
  });
  const form: Form = useForm<Given, unknown, Taken>({
    resolver: zodResolver(connectChannelInput),
    defaultValues: { way, externalId: '', accountId: '', accessToken: '', appSecret: '', pin: '' },
  });
  const { register, handleSubmit, setError, formState } = form;
  const { errors, isSubmitting } = formState;
  useKeptIds(way, form, isConnected);
  useLeaveQuestion(form, isConnected);
  const found = find.data;
  const submit = handleSubmit(async (values) => {
    try {
      if (found === undefined) await find.mutateAsync(values);
      else onConnected((await connect.mutateAsync(values)).channelId);
    } catch (error) {
      find.reset();
      const names = ['externalId', 'accountId', 'accessToken', 'appSecret', 'pin'] as const;
      showRefusal(setError, error, names);
    }
  });
  if (isConnected) return <FoundAccount title="Connected" account={found} />;
  return (
    <form
      onSubmit={(event) => void submit(event)}
      // What was found was found with other values.
      onChange={() => find.reset()}
      noValidate
      className="grid gap-4"
    >
      <FormRefusal error={errors.root} />
      <ChannelFields fields={channelGuides[way].fields} register={register} errors={errors} />
      {found === undefined ? null : <FoundAccount title="Is this it?" account={found} />}
      <div>
        <Button type="submit" variant="primary" pending={isSubmitting}>
          {found === undefined ? 'Check' : `Connect ${found.displayAddress}`}
        </Button>
      </div>
    </form>
  );
}

/** A reload of the page costs no id; an account that is connected is done with. */
function useKeptIds(way: ChannelWay, { watch, setValue }: Form, isConnected: boolean): void {
  useEffect(() => {
    const kept = readPastedIds(way, window.sessionStorage);
    setValue('externalId', kept.externalId);
    setValue('accountId', kept.accountId);
  }, [way, setValue]);
  useEffect(() => {
    if (isConnected) keepPastedIds(way, { externalId: '', accountId: '' }, window.sessionStorage);
  }, [way, isConnected]);
  useEffect(() => {
    const { unsubscribe } = watch(({ externalId = '', accountId = '' }) => {
      keepPastedIds(way, { externalId, accountId }, window.sessionStorage);
    });
    return unsubscribe;
  }, [way, watch]);
}

/** Secrets are kept nowhere, and Meta shows a token only once: the browser asks before they are lost. */
function useLeaveQuestion({ getValues }: Form, isConnected: boolean): void {
  useEffect(() => {
    if (isConnected) return;
    const ask = (event: BeforeUnloadEvent) => {
      const { accessToken, appSecret } = getValues();
      if (accessToken !== '' || (appSecret ?? '') !== '') event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [getValues, isConnected]);
}

interface FoundAccountProps {
  title: string;
  account: { name: string; displayAddress: string } | undefined;
}

/** The account by its own name, so that nobody connects the wrong one. */
function FoundAccount({ title, account }: FoundAccountProps) {
  return (
    <div role="status">
      <Banner tone="success" icon={<BadgeCheck aria-hidden />}>
        <p className="font-medium">{title}</p>
        {account === undefined ? null : <p>{`${account.name} · ${account.displayAddress}`}</p>}
      </Banner>
    </div>
  );
}

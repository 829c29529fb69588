'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { BadgeCheck } from 'lucide-react';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import type { z } from 'zod';
import { FormRefusal } from '#components/auth/form-refusal.tsx';
import { Section } from '#components/layout/section.tsx';
import { showRefusal } from '#components/refusal.ts';
import { ChannelFields } from '#components/settings/channel-fields.tsx';
import { ChannelFlowWebhook } from '#components/settings/channel-flow-webhook.tsx';
import { FlowStep } from '#components/settings/channel-flow-step.tsx';
import { channelGuides } from '#components/settings/channel-guides.ts';
import { BackToChannels } from '#components/settings/channel-hints.tsx';
import { trpc } from '#components/trpc-provider.tsx';
import { Banner } from '#components/ui/banner.tsx';
import { Button } from '#components/ui/button.tsx';
import { connectChannelInput } from '#server/domain/channels/schema.ts';
import type { ChannelWay } from '#server/domain/channels/schema.ts';

type Given = z.input<typeof connectChannelInput>;
type Taken = z.output<typeof connectChannelInput>;

/** Step by step from nothing to a connected account; what was typed stays when a step fails. */
export function ChannelFlow({ way }: { way: ChannelWay }) {
  const guide = channelGuides[way];
  const [channelId, setChannelId] = useState<string | null>(null);
  const last = guide.before.length + 1;
  return (
    <div className="grid max-w-[640px] gap-4">
      <BackToChannels />
      <Section title={`Connect ${guide.title}`} description={guide.summary}>
        <ol className="grid gap-8">
          {guide.before.map((step, index) => (
            <FlowStep key={step.title} number={index + 1} {...step} />
          ))}
          <FlowStep number={last} title="Paste what Meta gave you">
            <PasteForm way={way} isConnected={channelId !== null} onConnected={setChannelId} />
          </FlowStep>
          <FlowStep number={last + 1} title="Tell Meta where to send messages">
            {channelId === null ? (
              <p className="text-muted-foreground">
                The callback address and the verify token appear here once the account is connected.
              </p>
            ) : (
              <ChannelFlowWebhook channelId={channelId} clicks={guide.webhook} />
            )}
          </FlowStep>
        </ol>
      </Section>
    </div>
  );
}

interface PasteFormProps {
  way: ChannelWay;
  isConnected: boolean;
  onConnected: (channelId: string) => void;
}

function PasteForm({ way, isConnected, onConnected }: PasteFormProps) {
  const utils = trpc.useUtils();
  const find = trpc.channels.findAccount.useMutation();
  const connect = trpc.channels.connect.useMutation({
    onSettled: () => utils.channels.invalidate(),
  });
  const { register, handleSubmit, setError, formState } = useForm<Given, unknown, Taken>({
    resolver: zodResolver(connectChannelInput),
    defaultValues: { way, externalId: '', accountId: '', accessToken: '', appSecret: '', pin: '' },
  });
  const { errors, isSubmitting } = formState;
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

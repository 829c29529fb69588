'use client';

import Link from 'next/link';
import { useState } from 'react';
import type { SyntheticEvent } from 'react';
import { refusalOf } from '#components/refusal.ts';
import type { ConnectedChannel } from '#components/settings/types.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { Banner } from '#components/ui/banner.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogClose, DialogContent } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';

interface ChannelTestDialogProps {
  channel: ConnectedChannel;
  isOpen: boolean;
  onClose: () => void;
}

/** A real message to a number of one's own: nothing shows better that all of it works. */
export function ChannelTestDialog({ channel, isOpen, onClose }: ChannelTestDialogProps) {
  return (
    <Dialog open={isOpen} onOpenChange={(open) => (open ? undefined : onClose())}>
      <DialogContent
        title="Send me a test message"
        description={`It goes out from ${channel.displayAddress}, as a message to a customer would.`}
      >
        <TestForm channel={channel} />
      </DialogContent>
    </Dialog>
  );
}

function TestForm({ channel }: Pick<ChannelTestDialogProps, 'channel'>) {
  const [to, setTo] = useState('');
  // Stays while nobody knows whether the message was taken, so that it is not sent twice.
  const [clientId, setClientId] = useState(() => crypto.randomUUID());
  const send = trpc.channels.sendTest.useMutation({
    onSuccess: () => setClientId(crypto.randomUUID()),
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!send.isPending) send.mutate({ channelId: channel.id, to, clientId });
  };
  const error = send.isError ? refusalOf(send.error).sentence : undefined;
  const hint =
    'With the country first, as +91 98200 44121. To a phone that has not written in the last 24 hours goes the greeting hello_world.';
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <Field label="Your own number" hint={hint} error={error}>
        {(control) => (
          <Input
            {...control}
            value={to}
            type="tel"
            autoComplete="tel"
            onChange={(event) => {
              setTo(event.target.value);
              setClientId(crypto.randomUUID());
            }}
          />
        )}
      </Field>
      {send.data === undefined ? null : (
        <div role="status">
          <Banner tone="success">
            It is on its way.{' '}
            <Link
              href={`/inbox/${send.data.conversationId}`}
              className="font-medium text-primary-text"
            >
              See it arrive
            </Link>
          </Banner>
        </div>
      )}
      <div className="flex justify-end gap-2">
        <DialogClose asChild>
          <Button>Close</Button>
        </DialogClose>
        <Button type="submit" variant="primary" pending={send.isPending}>
          Send
        </Button>
      </div>
    </form>
  );
}

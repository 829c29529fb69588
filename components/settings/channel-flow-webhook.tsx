'use client';

import { useRouter } from 'next/navigation';
import { refusalOf } from '#components/refusal.ts';
import { Clicks } from '#components/settings/channel-flow-step.tsx';
import { ChannelWebhook } from '#components/settings/channel-webhook.tsx';
import { trpc } from '#components/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { showToast } from '#components/ui/toast.ts';

interface ChannelFlowWebhookProps {
  channelId: string;
  clicks: readonly string[];
}

/** The last step: what to paste at the provider, and a look at whether all of it works. */
export function ChannelFlowWebhook({ channelId, clicks }: ChannelFlowWebhookProps) {
  const router = useRouter();
  const utils = trpc.useUtils();
  const check = trpc.channels.check.useMutation({
    onError: (error) => showToast({ message: refusalOf(error).sentence, tone: 'danger' }),
    onSettled: async () => {
      await utils.channels.invalidate();
      router.push(`/settings/channels?channel=${channelId}`);
    },
  });
  return (
    <div className="grid gap-4">
      <Clicks clicks={clicks} />
      <ChannelWebhook channelId={channelId} />
      <div>
        <Button
          variant="primary"
          pending={check.isPending}
          onClick={() => check.mutate({ channelId })}
        >
          I have done it, check
        </Button>
      </div>
    </div>
  );
}

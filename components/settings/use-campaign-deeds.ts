'use client';

import { refusalOf } from '#components/refusal.ts';
import type { LaunchedCampaign } from '#components/settings/types.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { showToast } from '#components/ui/toast.ts';

/** What can be done about a bulk send that is not over. */
export function useCampaignDeeds({ id: campaignId, name }: LaunchedCampaign) {
  const utils = trpc.useUtils();
  const common = {
    onError: (error: unknown) => {
      showToast({ message: refusalOf(error).sentence, tone: 'danger' });
    },
    onSettled: () => utils.campaigns.invalidate(),
  };
  const pause = trpc.campaigns.pause.useMutation(common);
  const resume = trpc.campaigns.resume.useMutation(common);
  const cancel = trpc.campaigns.cancel.useMutation(common);
  return {
    isPending: pause.isPending || resume.isPending,
    isCancelling: cancel.isPending,
    pause: () => {
      pause.mutate(
        { campaignId },
        { onSuccess: () => showToast({ message: `${name} is paused` }) },
      );
    },
    resume: () => {
      resume.mutate({ campaignId }, { onSuccess: () => showToast({ message: `${name} goes on` }) });
    },
    cancel: (onSettled: () => void) => {
      const done = () => {
        showToast({ message: `${name} is cancelled` });
      };
      cancel.mutate({ campaignId }, { onSuccess: done, onSettled });
    },
  };
}

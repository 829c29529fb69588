'use client';

import { Pause, Play } from 'lucide-react';
import { useState } from 'react';
import { useFormat } from '#components/format.tsx';
import type { LaunchedCampaign } from '#components/settings/types.ts';
import { useCampaignDeeds } from '#components/settings/use-campaign-deeds.ts';
import { AlertDialog } from '#components/ui/alert-dialog.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Button } from '#components/ui/button.tsx';

const states = {
  draft: { word: 'Draft', tone: 'neutral' },
  running: { word: 'Sending', tone: 'primary' },
  paused: { word: 'Paused', tone: 'warning' },
  completed: { word: 'Done', tone: 'success' },
  cancelled: { word: 'Cancelled', tone: 'neutral' },
} as const satisfies Record<LaunchedCampaign['state'], { word: string; tone: string }>;

/** One bulk send: how far it is, whom it did not reach and why, and how to stop it. */
export function SystemCampaignRow({ campaign }: { campaign: LaunchedCampaign }) {
  const { name, channelName, state, progress } = campaign;
  const format = useFormat();
  const isWaiting = state === 'running' && campaign.waitUntil !== null;
  const { word, tone } = isWaiting
    ? ({ word: 'Waiting', tone: 'warning' } as const)
    : states[state];
  const { sent, waiting, sending } = progress.byState;
  return (
    <li className="py-3" aria-label={name}>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <p className="min-w-0 font-medium break-words">{name}</p>
        <Badge tone={tone}>{word}</Badge>
        <p className="text-caption text-subtle-foreground">{channelName}</p>
        <CampaignDeeds campaign={campaign} />
      </div>
      <progress
        value={sent}
        max={Math.max(1, progress.total)}
        aria-label={`${name}: sent`}
        className="mt-2 block h-1.5 w-full appearance-none overflow-hidden rounded-full bg-muted [&::-moz-progress-bar]:bg-primary [&::-webkit-progress-bar]:bg-muted [&::-webkit-progress-value]:bg-primary"
      />
      <p className="mt-1.5 text-caption text-muted-foreground">
        <span className="font-medium text-foreground">{format.number(sent)}</span>
        {` of ${format.number(progress.total)} sent`}
        {waiting + sending === 0
          ? null
          : ` · ${format.number(waiting + sending)} ${state === 'cancelled' ? 'not sent' : 'to go'}`}
        {campaign.launchedAt === null ? null : ` · started ${format.dateTime(campaign.launchedAt)}`}
      </p>
      <WhyItStands campaign={campaign} />
      <Reasons campaign={campaign} />
    </li>
  );
}

/** Why it does not go on by itself, or when it does. */
function WhyItStands({ campaign }: { campaign: LaunchedCampaign }) {
  const format = useFormat();
  const { state, pauseSentence, waitReason, waitUntil } = campaign;
  if (state === 'paused' && pauseSentence !== null) {
    return <p className="mt-1 text-caption break-words text-warning-text">{pauseSentence}</p>;
  }
  if (state !== 'running' || waitUntil === null) return null;
  return (
    <p className="mt-1 text-caption text-warning-text">
      {`${(waitReason && waits[waitReason]) ?? notNow} It goes on ${format.upcoming(waitUntil)}.`}
    </p>
  );
}

const notNow = 'The provider takes nothing at the moment.';
const waits: Partial<Record<string, string>> = {
  daily_limit_reached:
    'This channel has written first to as many people as the provider allows in a day.',
  rate_limited: 'The provider asks this channel to send more slowly.',
};

const stateWords: Partial<Record<string, string>> = {
  skipped: 'skipped',
  failed: 'failed',
  unknown: 'outcome unknown',
};

function Reasons({ campaign: { progress } }: { campaign: LaunchedCampaign }) {
  const format = useFormat();
  if (progress.reasons.length === 0) return null;
  const { skipped, failed, unknown } = progress.byState;
  const parts = Object.entries({ skipped, failed, unknown }).flatMap(([state, count]) =>
    count === 0 ? [] : `${format.number(count)} ${stateWords[state] ?? state}`,
  );
  return (
    <details className="mt-1">
      <summary className="cursor-pointer text-caption text-muted-foreground">
        {parts.join(', ')}
      </summary>
      <ul className="mt-1 grid gap-1 text-caption">
        {progress.reasons.map(({ state, reason, sentence, count }) => (
          <li key={`${state} ${reason}`} className="flex gap-3">
            <span className="w-10 shrink-0 text-right font-medium tabular-nums">
              {format.number(count)}
            </span>
            <span className="min-w-0 break-words text-muted-foreground">{sentence}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function CampaignDeeds({ campaign }: { campaign: LaunchedCampaign }) {
  const { name, state, progress } = campaign;
  const [isAsking, setIsAsking] = useState(false);
  const format = useFormat();
  const { pause, resume, cancel, isPending, isCancelling } = useCampaignDeeds(campaign);
  if (state !== 'running' && state !== 'paused') return null;
  const left = progress.byState.waiting + progress.byState.sending;
  return (
    <div className="ml-auto flex gap-1">
      <Button
        size="28"
        variant="danger-ghost"
        className="max-sm:h-10"
        aria-label={`Cancel the rest of ${name}`}
        onClick={() => setIsAsking(true)}
      >
        Cancel the rest
      </Button>
      <Button
        size="28"
        className="max-sm:h-10"
        pending={isPending}
        aria-label={`${state === 'running' ? 'Pause' : 'Resume'} ${name}`}
        onClick={state === 'running' ? pause : resume}
      >
        {state === 'running' ? <Pause aria-hidden /> : <Play aria-hidden />}
        {state === 'running' ? 'Pause' : 'Resume'}
      </Button>
      <AlertDialog
        open={isAsking}
        onOpenChange={setIsAsking}
        title={`Cancel ${name}?`}
        description={`${format.number(left)} people will not get it. What was sent stays sent. This cannot be undone.`}
        confirm="Cancel the rest"
        cancel="Go on sending"
        pending={isCancelling}
        onConfirm={() => cancel(() => setIsAsking(false))}
      />
    </div>
  );
}

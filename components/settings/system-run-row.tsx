'use client';

import { useFormat } from '#components/format.tsx';
import { refusalOf } from '#components/refusal.ts';
import { CancelRun } from '#components/settings/system-cancel-run.tsx';
import type { SystemRun } from '#components/settings/types.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Button } from '#components/ui/button.tsx';
import { showToast } from '#components/ui/toast.ts';

const states = {
  queued: { word: 'Waits', tone: 'neutral' },
  running: { word: 'Under way', tone: 'info' },
  completed: { word: 'Done', tone: 'success' },
  failed: { word: 'Failed', tone: 'danger' },
  cancelled: { word: 'Cancelled', tone: 'neutral' },
} as const satisfies Record<SystemRun['state'], { word: string; tone: string }>;

/** One piece of work: how it stands, its steps, and a way to try it again. */
export function SystemRunRow({ run }: { run: SystemRun }) {
  const format = useFormat();
  const { retry, isRetrying } = useRetry(run.id);
  const { word, tone } = states[run.state];
  const name = wordsOf(run.job);
  const label = `${name} of ${format.dateTime(run.createdAt)}`;
  const action = run.state === 'failed' ? 'Try again' : 'Try now';
  return (
    <li className="flex items-start gap-3 py-3">
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2 font-medium">
          <span className="truncate">{name}</span>
          <Badge tone={tone}>{word}</Badge>
        </p>
        <p className="text-caption text-subtle-foreground">
          {`Asked for ${format.dateTime(run.createdAt)}`}
          {run.failedTries === 0 ? null : ` · ${triesOf(run.failedTries)}`}
          {run.nextTryAt === null ? null : ` · goes on ${format.relative(run.nextTryAt)}`}
        </p>
        {run.error === null ? null : (
          <p className="mt-1 text-caption break-words text-danger-text">{run.error}</p>
        )}
        <Steps run={run} />
      </div>
      <div className="flex shrink-0 flex-wrap justify-end gap-1 max-sm:flex-col">
        {run.canCancel ? <CancelRun run={run} label={label} /> : null}
        {run.canRetry ? (
          <Button size="28" pending={isRetrying} onClick={retry} aria-label={`${action}: ${label}`}>
            {action}
          </Button>
        ) : null}
      </div>
    </li>
  );
}

function Steps({ run: { steps } }: { run: SystemRun }) {
  const format = useFormat();
  if (steps.length === 0) return null;
  return (
    <details className="mt-1">
      <summary className="cursor-pointer text-caption text-muted-foreground">
        {steps.length === 1 ? 'One step' : `${format.number(steps.length)} steps`}
      </summary>
      <ol className="mt-1 grid gap-1 text-caption">
        {steps.map(({ name, attempts, hasFailed, finishedAt }, index) => (
          <li key={index} className="break-words">
            {name}
            <span className={hasFailed ? 'text-danger-text' : 'text-subtle-foreground'}>
              {` · ${hasFailed ? 'failed' : 'done'} ${format.dateTime(finishedAt)}`}
              {attempts > 1 ? ` · ${String(attempts)} tries` : ''}
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}

function useRetry(runId: string) {
  const utils = trpc.useUtils();
  const retry = trpc.system.retryRun.useMutation({
    onSuccess: () => showToast({ message: 'It is tried again' }),
    onError: (error: unknown) => {
      showToast({ message: refusalOf(error).sentence, tone: 'danger' });
    },
    onSettled: () => utils.system.invalidate(),
  });
  return {
    retry: () => {
      retry.mutate({ runId });
    },
    isRetrying: retry.isPending,
  };
}

/** send-message reads "Send message". */
function wordsOf(job: string): string {
  const words = job.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function triesOf(failed: number): string {
  return failed === 1 ? 'one try failed' : `${String(failed)} tries failed`;
}

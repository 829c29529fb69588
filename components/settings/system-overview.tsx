'use client';

import { CircleCheck, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useFormat } from '#components/format.tsx';
import { ErrorState } from '#components/layout/error-state.tsx';
import { Section } from '#components/layout/section.tsx';
import { refusalOf } from '#components/refusal.ts';
import { FormSkeleton } from '#components/settings/form-skeleton.tsx';
import type { SystemState } from '#components/settings/types.ts';
import { trpc } from '#components/trpc-provider.tsx';

const refreshMs = 10_000;

/** How the work behind the screens stands, and what needs somebody. */
export function SystemOverview() {
  const system = trpc.system.get.useQuery(undefined, { refetchInterval: refreshMs });
  return (
    <Section title="System" description="The work that Frontdesk does for you in the background.">
      {system.data !== undefined ? (
        <ul className="divide-y border-y">
          <WorkLine system={system.data} />
          <FailedLine failed={system.data.failed} />
          {system.data.jobServer === null ? null : (
            <Line isFine title="The work is done by an Inngest server">
              {`Runs and their steps stand on its own page, at ${system.data.jobServer}.`}
            </Line>
          )}
        </ul>
      ) : system.isError ? (
        <ErrorState onRetry={() => void system.refetch()} isRetrying={system.isFetching}>
          {refusalOf(system.error).sentence}
        </ErrorState>
      ) : (
        <FormSkeleton label="Loading how the system stands" rows={3} />
      )}
    </Section>
  );
}

function WorkLine({ system: { waiting, oldestDueAt } }: { system: SystemState }) {
  const format = useFormat();
  const title =
    waiting === 0
      ? 'Nothing waits'
      : waiting === 1
        ? 'One piece of work waits'
        : `${format.number(waiting)} pieces of work wait`;
  return (
    <Line isFine={oldestDueAt === null} title={title}>
      {oldestDueAt === null
        ? 'Nothing is late.'
        : `The oldest was due ${format.relative(oldestDueAt)}.`}
    </Line>
  );
}

function FailedLine({ failed }: { failed: number }) {
  const format = useFormat();
  if (failed === 0) {
    return (
      <Line isFine title="Nothing has failed">
        What fails is tried again by itself, and stands here when it gives up.
      </Line>
    );
  }
  return (
    <Line
      isFine={false}
      title={failed === 1 ? 'One piece of work failed' : `${format.number(failed)} pieces failed`}
    >
      Each stands below with its reason and a way to try it again.
    </Line>
  );
}

interface LineProps {
  isFine: boolean;
  title: string;
  children: ReactNode;
}

function Line({ isFine, title, children }: LineProps) {
  return (
    <li className="flex min-h-14 items-center gap-3 py-2">
      {isFine ? (
        <CircleCheck aria-hidden className="shrink-0 text-success-text" />
      ) : (
        <TriangleAlert aria-hidden className="shrink-0 text-warning-text" />
      )}
      <div className="min-w-0 flex-1">
        <p className="font-medium">{title}</p>
        <p className="break-words text-caption text-subtle-foreground">{children}</p>
      </div>
    </li>
  );
}

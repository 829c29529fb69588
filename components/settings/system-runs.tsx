'use client';

import { ListChecks } from 'lucide-react';
import Link from 'next/link';
import { EmptyState } from '#components/layout/empty-state.tsx';
import { ErrorState } from '#components/layout/error-state.tsx';
import { Section } from '#components/layout/section.tsx';
import { refusalOf } from '#components/refusal.ts';
import { FormSkeleton } from '#components/settings/form-skeleton.tsx';
import { SystemRunRow } from '#components/settings/system-run-row.tsx';
import { trpc } from '#components/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import type { RunView } from '#server/domain/system/schema.ts';

const pageSize = 25;
const refreshMs = 10_000;

const views = [
  { view: 'unsettled', label: 'Under way and failed', href: '/settings/system' },
  { view: 'all', label: 'All', href: '/settings/system?runs=all' },
] as const;

/** The pieces of work of this business, newest first. */
export function SystemRuns({ view }: { view: RunView }) {
  const runs = trpc.system.runs.useInfiniteQuery(
    { view, limit: pageSize },
    { getNextPageParam: ({ nextCursor }) => nextCursor, refetchInterval: refreshMs },
  );
  const all = runs.data?.pages.flatMap((page) => page.runs);
  return (
    <Section title="Work" actions={<ViewLinks view={view} />}>
      {all !== undefined ? (
        all.length === 0 ? (
          <EmptyState icon={<ListChecks aria-hidden />} title="No work to show">
            {view === 'all'
              ? 'Sending a reply is work, for instance. It is kept here for a week.'
              : 'Nothing is under way, and nothing failed.'}
          </EmptyState>
        ) : (
          <ul className="divide-y border-y">
            {all.map((run) => (
              <SystemRunRow key={run.id} run={run} />
            ))}
          </ul>
        )
      ) : runs.isError ? (
        <ErrorState onRetry={() => void runs.refetch()} isRetrying={runs.isFetching}>
          {refusalOf(runs.error).sentence}
        </ErrorState>
      ) : (
        <FormSkeleton label="Loading the work" rows={3} />
      )}
      {runs.hasNextPage ? (
        <Button
          className="mt-3"
          pending={runs.isFetchingNextPage}
          onClick={() => void runs.fetchNextPage()}
        >
          Show more
        </Button>
      ) : null}
    </Section>
  );
}

function ViewLinks({ view }: { view: RunView }) {
  return (
    <nav aria-label="Which work" className="flex gap-1">
      {views.map((one) => (
        <Link
          key={one.view}
          href={one.href}
          scroll={false}
          aria-current={one.view === view ? 'page' : undefined}
          className="flex h-7 items-center rounded-sm px-2 font-medium text-muted-foreground hover:bg-accent aria-[current=page]:bg-accent aria-[current=page]:text-foreground max-sm:h-9"
        >
          {one.label}
        </Link>
      ))}
    </nav>
  );
}

'use client';

import { Megaphone } from 'lucide-react';
import { EmptyState } from '#components/layout/empty-state.tsx';
import { ErrorState } from '#components/layout/error-state.tsx';
import { Section } from '#components/layout/section.tsx';
import { refusalOf } from '#components/refusal.ts';
import { FormSkeleton } from '#components/settings/form-skeleton.tsx';
import { SystemCampaignRow } from '#components/settings/system-campaign-row.tsx';
import { trpc } from '#components/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';

const pageSize = 10;
/** What a lost connection did not bring. */
const refreshMs = 10_000;

/** What is being sent to many people, newest first, and how to stop it. */
export function SystemCampaigns() {
  const campaigns = trpc.campaigns.list.useInfiniteQuery(
    { limit: pageSize },
    { getNextPageParam: ({ nextCursor }) => nextCursor, refetchInterval: refreshMs },
  );
  const all = campaigns.data?.pages.flatMap((page) => page.campaigns);
  return (
    <Section title="Bulk sends" description="Messages to many people at once.">
      {all !== undefined ? (
        all.length === 0 ? (
          <EmptyState icon={<Megaphone aria-hidden />} title="Nothing was sent in bulk">
            A message to many people shows here while it goes out, with a way to stop it.
          </EmptyState>
        ) : (
          <ul className="divide-y border-y">
            {all.map((campaign) => (
              <SystemCampaignRow key={campaign.id} campaign={campaign} />
            ))}
          </ul>
        )
      ) : campaigns.isError ? (
        <ErrorState onRetry={() => void campaigns.refetch()} isRetrying={campaigns.isFetching}>
          {refusalOf(campaigns.error).sentence}
        </ErrorState>
      ) : (
        <FormSkeleton label="Loading the bulk sends" rows={2} />
      )}
      {campaigns.hasNextPage ? (
        <Button
          className="mt-3"
          pending={campaigns.isFetchingNextPage}
          onClick={() => void campaigns.fetchNextPage()}
        >
          Show more
        </Button>
      ) : null}
    </Section>
  );
}

'use client';

import { FormSkeleton } from '#components/settings/form-skeleton.tsx';
import { ProfileFields } from '#components/settings/profile-fields.tsx';
import type { ProfileChoices } from '#components/settings/profile-choices.ts';
import { ErrorState } from '#components/layout/error-state.tsx';
import { Section } from '#components/layout/section.tsx';
import { refusalOf } from '#components/refusal.ts';
import { trpc } from '#components/trpc-provider.tsx';

/** The profile of the business: what customers and reports know of it. */
export function ProfileForm({ choices }: { choices: ProfileChoices }) {
  const business = trpc.businesses.current.useQuery();
  return (
    <Section title="Profile" description="How your business presents itself, and where it is.">
      {business.data !== undefined ? (
        <ProfileFields business={business.data} choices={choices} />
      ) : business.isError ? (
        <ErrorState onRetry={() => void business.refetch()} isRetrying={business.isFetching}>
          {refusalOf(business.error).sentence}
        </ErrorState>
      ) : (
        <FormSkeleton label="Loading the profile" rows={6} />
      )}
    </Section>
  );
}

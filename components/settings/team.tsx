'use client';

import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { ErrorState } from '#components/layout/error-state.tsx';
import { Section } from '#components/layout/section.tsx';
import { refusalOf } from '#components/refusal.ts';
import { FormSkeleton } from '#components/settings/form-skeleton.tsx';
import { InviteDialog } from '#components/settings/invite-dialog.tsx';
import { LinkDialog } from '#components/settings/link-dialog.tsx';
import type { LinkToPass } from '#components/settings/link-dialog.tsx';
import { MemberRow } from '#components/settings/member-row.tsx';
import { PendingInvitations } from '#components/settings/pending-invitations.tsx';
import { trpc } from '#components/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';

/** Everybody who works here, and who has been asked to. */
export function Team({ isOwner }: { isOwner: boolean }) {
  const members = trpc.members.list.useQuery();
  const [isInviting, setIsInviting] = useState(false);
  const [link, setLink] = useState<LinkToPass | null>(null);
  return (
    <div className="grid max-w-[760px] gap-10">
      <Section
        title="Team"
        actions={
          <Button
            variant="primary"
            icon={<UserPlus aria-hidden />}
            onClick={() => setIsInviting(true)}
          >
            Invite
          </Button>
        }
      >
        {members.data !== undefined ? (
          <ul className="divide-y border-y">
            {members.data.map((member) => (
              <MemberRow key={member.id} member={member} isOwner={isOwner} onLink={setLink} />
            ))}
          </ul>
        ) : members.isError ? (
          <ErrorState onRetry={() => void members.refetch()} isRetrying={members.isFetching}>
            {refusalOf(members.error).sentence}
          </ErrorState>
        ) : (
          <FormSkeleton label="Loading the team" rows={3} />
        )}
      </Section>
      <PendingInvitations onLink={setLink} />
      <InviteDialog
        isOpen={isInviting}
        isOwner={isOwner}
        onClose={() => setIsInviting(false)}
        onLink={setLink}
      />
      <LinkDialog link={link} onClose={() => setLink(null)} />
    </div>
  );
}

'use client';

import { Mail } from 'lucide-react';
import { useFormat } from '#components/format.tsx';
import { ErrorState } from '#components/layout/error-state.tsx';
import { Section } from '#components/layout/section.tsx';
import { refusalOf } from '#components/refusal.ts';
import { FormSkeleton } from '#components/settings/form-skeleton.tsx';
import { invitationLink } from '#components/settings/link-dialog.tsx';
import type { LinkToPass } from '#components/settings/link-dialog.tsx';
import { roleWords } from '#components/settings/role-words.ts';
import type { PendingInvitation } from '#components/settings/types.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Button } from '#components/ui/button.tsx';
import { showToast } from '#components/ui/toast.ts';

/** Who has been asked to join and has not answered. */
export function PendingInvitations({ onLink }: { onLink: (link: LinkToPass) => void }) {
  const invitations = trpc.invitations.list.useQuery();
  return (
    <Section title="Invitations">
      {invitations.data !== undefined ? (
        invitations.data.length === 0 ? (
          <p className="text-muted-foreground">
            Nobody is being waited for. Invite a colleague, and their invitation stands here until
            they join.
          </p>
        ) : (
          <ul className="divide-y border-y">
            {invitations.data.map((invitation) => (
              <InvitationRow key={invitation.id} invitation={invitation} onLink={onLink} />
            ))}
          </ul>
        )
      ) : invitations.isError ? (
        <ErrorState onRetry={() => void invitations.refetch()} isRetrying={invitations.isFetching}>
          {refusalOf(invitations.error).sentence}
        </ErrorState>
      ) : (
        <FormSkeleton label="Loading the invitations" rows={1} />
      )}
    </Section>
  );
}

interface InvitationRowProps {
  invitation: PendingInvitation;
  onLink: (link: LinkToPass) => void;
}

function InvitationRow({ invitation, onLink }: InvitationRowProps) {
  const { id: invitationId, email, role, expiresAt, isExpired, canManage } = invitation;
  const format = useFormat();
  const utils = trpc.useUtils();
  const common = {
    onError: (error: unknown) => {
      showToast({ message: refusalOf(error).sentence, tone: 'danger' });
    },
    onSettled: () => utils.invitations.invalidate(),
  };
  const resend = trpc.invitations.resend.useMutation({
    ...common,
    onSuccess: (issued) => onLink(invitationLink(email, issued)),
  });
  const revoke = trpc.invitations.revoke.useMutation({
    ...common,
    onSuccess: () => showToast({ message: `The invitation of ${email} is taken back` }),
  });
  return (
    <li className="flex min-h-14 items-center gap-3 py-2 max-sm:flex-wrap">
      <Mail aria-hidden className="text-muted-foreground" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{email}</p>
        <p className="text-caption text-subtle-foreground">
          {`${roleWords[role].name} · ${isExpired ? 'ended' : 'until'} ${format.date(expiresAt)}`}
        </p>
      </div>
      {isExpired ? <Badge tone="warning">Expired</Badge> : null}
      {canManage ? (
        <span className="flex gap-2">
          <Button
            size="28"
            pending={resend.isPending}
            aria-label={`New link for ${email}`}
            onClick={() => {
              resend.mutate({ invitationId });
            }}
          >
            New link
          </Button>
          <Button
            size="28"
            variant="danger-ghost"
            pending={revoke.isPending}
            aria-label={`Take back the invitation of ${email}`}
            onClick={() => {
              revoke.mutate({ invitationId });
            }}
          >
            Take back
          </Button>
        </span>
      ) : null}
    </li>
  );
}

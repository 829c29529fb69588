'use client';

import { refusalOf } from '#components/refusal.ts';
import type { LinkToPass } from '#components/settings/link-dialog.tsx';
import { roleWords } from '#components/settings/role-words.ts';
import type { TeamMember } from '#components/settings/types.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { showToast } from '#components/ui/toast.ts';
import type { Role } from '#db/schema/vocabulary.ts';

/** What can be done about a member; each deed says so in a toast, with Undo where there is one. */
export function useTeamDeeds(member: TeamMember, onLink: (link: LinkToPass) => void) {
  const { id: memberId, name, role } = member;
  const utils = trpc.useUtils();
  const common = {
    onError: (error: unknown) => {
      showToast({ message: refusalOf(error).sentence, tone: 'danger' });
    },
    onSettled: () => utils.members.invalidate(),
  };
  const disable = trpc.members.disable.useMutation(common);
  const enable = trpc.members.enable.useMutation(common);
  const change = trpc.members.changeRole.useMutation(common);
  const reset = trpc.accounts.createResetLink.useMutation(common);

  const say = (message: string, undo: () => void) => {
    showToast({ message, action: { label: 'Undo', run: undo } });
  };
  const back = (next: Role) => {
    change.mutate({ memberId, role: next });
  };
  return {
    isPending: [disable, enable, change, reset].some((deed) => deed.isPending),
    disable: () => {
      const undo = () => {
        enable.mutate({ memberId });
      };
      disable.mutate({ memberId }, { onSuccess: () => say(`${name} is disabled`, undo) });
    },
    enable: () => {
      const done = () => {
        showToast({ message: `${name} is back` });
      };
      enable.mutate({ memberId }, { onSuccess: done });
    },
    changeRole: (value: string) => {
      const next = value as Role;
      const message = `${name} is now ${roleWords[next].name.toLowerCase()}`;
      change.mutate({ memberId, role: next }, { onSuccess: () => say(message, () => back(role)) });
    },
    makeResetLink: () => {
      reset.mutate(
        { memberId },
        {
          onSuccess: ({ link }) =>
            onLink({
              title: 'Password link',
              explanation: `Pass this link on to ${name}, who chooses a new password with it. It works once, for a day, and is shown only now.`,
              link,
            }),
        },
      );
    },
  };
}

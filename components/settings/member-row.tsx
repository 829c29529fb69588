'use client';

import { Ellipsis, KeyRound, UserRoundCheck, UserRoundX } from 'lucide-react';
import type { LinkToPass } from '#components/settings/link-dialog.tsx';
import { roleWords } from '#components/settings/role-words.ts';
import type { TeamMember } from '#components/settings/types.ts';
import { useTeamDeeds } from '#components/settings/use-team-deeds.ts';
import { Avatar } from '#components/ui/avatar.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Button } from '#components/ui/button.tsx';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx';
import { Select } from '#components/ui/select.tsx';
import { roles } from '#db/schema/vocabulary.ts';

interface MemberRowProps {
  member: TeamMember;
  /** Only owners give and take roles. */
  isOwner: boolean;
  onLink: (link: LinkToPass) => void;
}

/** One member: who they are, what they may do, and what can be done about it. */
export function MemberRow({ member, isOwner, onLink }: MemberRowProps) {
  const { id, name, email, role, disabledAt, isSelf, canManage } = member;
  const deeds = useTeamDeeds(member, onLink);
  const isDisabled = disabledAt !== null;
  return (
    <li className="flex min-h-14 items-center gap-3 py-2">
      <Avatar name={name} seed={id} />
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2 font-medium">
          <span className="truncate">{name}</span>
          {isSelf ? <Badge>You</Badge> : null}
          {isDisabled ? <Badge tone="warning">Disabled</Badge> : null}
        </p>
        <p className="truncate text-caption text-subtle-foreground">{email}</p>
      </div>
      {isOwner && !isDisabled ? (
        <Select
          aria-label={`Role of ${name}`}
          className="w-28 shrink-0"
          value={role}
          disabled={deeds.isPending}
          onChange={(event) => deeds.changeRole(event.target.value)}
        >
          {roles.map((one) => (
            <option key={one} value={one}>
              {roleWords[one].name}
            </option>
          ))}
        </Select>
      ) : (
        <span className="shrink-0 text-muted-foreground">{roleWords[role].name}</span>
      )}
      {canManage && !isSelf ? (
        <MemberMenu name={name} isDisabled={isDisabled} deeds={deeds} />
      ) : (
        <span className="size-7 shrink-0 max-sm:size-10" />
      )}
    </li>
  );
}

interface MemberMenuProps {
  name: string;
  isDisabled: boolean;
  deeds: ReturnType<typeof useTeamDeeds>;
}

function MemberMenu({ name, isDisabled, deeds }: MemberMenuProps) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button
          variant="ghost"
          size="icon-28"
          pending={deeds.isPending}
          aria-label={`More for ${name}`}
          icon={<Ellipsis aria-hidden />}
        />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuItem icon={<KeyRound aria-hidden />} onSelect={deeds.makeResetLink}>
          Make a password link
        </DropdownMenuItem>
        {isDisabled ? (
          <DropdownMenuItem icon={<UserRoundCheck aria-hidden />} onSelect={deeds.enable}>
            Enable
          </DropdownMenuItem>
        ) : (
          <DropdownMenuItem
            tone="danger"
            icon={<UserRoundX aria-hidden />}
            onSelect={deeds.disable}
          >
            Disable
          </DropdownMenuItem>
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

'use client';

import { Keyboard, LogOut, Monitor, Moon, Sun, UserRound } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTheme } from 'next-themes';
import type { ReactElement } from 'react';
import { useShell } from '#components/layout/shell-context.ts';
import { signOutHere } from '#components/layout/sign-out.ts';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx';

/** Profile, theme, shortcuts, sign out. Loaded when somebody reaches for it. */
export function UserMenuList({ trigger }: { trigger: ReactElement }) {
  const { user, open } = useShell();
  const { theme, setTheme } = useTheme();
  const router = useRouter();
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>{trigger}</DropdownMenuTrigger>
      <DropdownMenuContent align="start" side="top" className="w-56">
        <div className="px-2 py-1.5">
          <p className="truncate font-medium">{user.name}</p>
          <p className="truncate text-caption text-subtle-foreground">{user.email}</p>
        </div>
        <DropdownMenuSeparator />
        <DropdownMenuItem
          icon={<UserRound aria-hidden />}
          onSelect={() => router.push('/settings/security')}
        >
          Password and sessions
        </DropdownMenuItem>
        <DropdownMenuItem
          icon={<Keyboard aria-hidden />}
          keys="[Shift]+?"
          onSelect={() => open('shortcuts')}
        >
          Keyboard shortcuts
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <DropdownMenuLabel>Theme</DropdownMenuLabel>
        <DropdownMenuRadioGroup value={theme ?? 'system'} onValueChange={setTheme}>
          <DropdownMenuRadioItem value="light" icon={<Sun aria-hidden />}>
            Light
          </DropdownMenuRadioItem>
          <DropdownMenuRadioItem value="dark" icon={<Moon aria-hidden />}>
            Dark
          </DropdownMenuRadioItem>
          <DropdownMenuRadioItem value="system" icon={<Monitor aria-hidden />}>
            As this computer
          </DropdownMenuRadioItem>
        </DropdownMenuRadioGroup>
        <DropdownMenuSeparator />
        <DropdownMenuItem icon={<LogOut aria-hidden />} onSelect={() => void signOutHere()}>
          Sign out
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

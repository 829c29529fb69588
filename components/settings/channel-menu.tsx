'use client';

import { Ellipsis, KeyRound, Pencil, Unplug } from 'lucide-react';
import { useState } from 'react';
import { ChannelCredentialsDialog } from '#components/settings/channel-credentials-dialog.tsx';
import { ChannelDisconnect } from '#components/settings/channel-disconnect.tsx';
import { ChannelRenameDialog } from '#components/settings/channel-rename-dialog.tsx';
import type { ConnectedChannel } from '#components/settings/types.ts';
import { Button } from '#components/ui/button.tsx';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx';

/** What else can be done with a channel. */
export function ChannelMenu({ channel }: { channel: ConnectedChannel }) {
  const [open, setOpen] = useState<'rename' | 'credentials' | 'disconnect' | null>(null);
  const { name, status, isSandbox } = channel;
  const close = () => setOpen(null);
  const isDisconnected = status === 'disconnected';
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button
            variant="ghost"
            size="icon-32"
            aria-label={`More for ${name}`}
            icon={<Ellipsis aria-hidden />}
          />
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem icon={<Pencil aria-hidden />} onSelect={() => setOpen('rename')}>
            Rename
          </DropdownMenuItem>
          {isDisconnected || isSandbox ? null : (
            <DropdownMenuItem
              icon={<KeyRound aria-hidden />}
              onSelect={() => setOpen('credentials')}
            >
              Change credentials
            </DropdownMenuItem>
          )}
          {isDisconnected ? null : (
            <DropdownMenuItem
              tone="danger"
              icon={<Unplug aria-hidden />}
              onSelect={() => setOpen('disconnect')}
            >
              Disconnect
            </DropdownMenuItem>
          )}
        </DropdownMenuContent>
      </DropdownMenu>
      <ChannelRenameDialog channel={channel} isOpen={open === 'rename'} onClose={close} />
      <ChannelCredentialsDialog channel={channel} isOpen={open === 'credentials'} onClose={close} />
      <ChannelDisconnect channel={channel} isOpen={open === 'disconnect'} onClose={close} />
    </>
  );
}

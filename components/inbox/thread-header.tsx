'use client';

import { Check, ChevronLeft, PanelRight, RotateCcw } from 'lucide-react';
import { firstName } from '#components/inbox/preview-line.ts';
import type { ListedConversation } from '#components/inbox/types.ts';
import { Avatar } from '#components/ui/avatar.tsx';
import { Button } from '#components/ui/button.tsx';
import { CHANNEL_NAMES, ChannelGlyph } from '#components/ui/channel-glyph.tsx';
import { IconButton } from '#components/ui/icon-button.tsx';
import { Tooltip } from '#components/ui/tooltip.tsx';

interface ThreadHeaderProps {
  conversation: ListedConversation;
  onBack: () => void;
  onClose: () => void;
  onReopen: () => void;
  onAbout: () => void;
}

/** With whom and where we talk, and what can be done with the conversation as a whole. */
export function ThreadHeader(props: ThreadHeaderProps) {
  const { conversation, onBack, onAbout } = props;
  return (
    <header className="flex h-14 shrink-0 items-center gap-2 border-b pr-4 pl-5 max-sm:gap-0 max-sm:pr-2 max-sm:pl-1">
      <span className="sm:hidden">
        <IconButton
          label="Back to the list"
          keys="u"
          icon={<ChevronLeft aria-hidden />}
          onClick={onBack}
        />
      </span>
      <Who conversation={conversation} />
      {conversation.assigneeName === null ? null : (
        <span className="flex h-7 items-center gap-1.5 px-2 font-medium text-muted-foreground max-sm:hidden">
          <Avatar
            size="20"
            name={conversation.assigneeName}
            {...(conversation.assigneeId === null ? {} : { seed: conversation.assigneeId })}
          />
          <span className="sr-only">Assigned to</span>
          {firstName(conversation.assigneeName)}
        </span>
      )}
      <span className="lg:hidden">
        <IconButton
          label={`About ${conversation.displayName}`}
          size="icon-28"
          icon={<PanelRight aria-hidden />}
          onClick={onAbout}
        />
      </span>
      <CloseButton {...props} />
    </header>
  );
}

function Who({ conversation }: { conversation: ListedConversation }) {
  const { displayName, contactName, contactId, channelKind, formattedAddress } = conversation;
  const channel = CHANNEL_NAMES[channelKind];
  return (
    <div className="flex min-w-0 flex-1 items-center gap-2.5">
      <Avatar
        name={displayName}
        seed={contactId}
        size="32"
        className="sm:hidden"
        badge={<ChannelGlyph kind={channelKind} isDecorative />}
      />
      <div className="min-w-0">
        <h2 dir="auto" title={displayName} className="truncate text-left text-base font-semibold">
          {displayName}
        </h2>
        <p className="flex items-center gap-1.5 text-caption text-subtle-foreground">
          <ChannelGlyph
            kind={channelKind}
            isDecorative
            className="size-3.5! max-sm:hidden [&>svg]:size-2!"
          />
          <span className="truncate">
            {contactName === null || formattedAddress === null
              ? channel
              : `${channel} · ${formattedAddress}`}
          </span>
        </p>
      </div>
    </div>
  );
}

function CloseButton({ conversation, onClose, onReopen }: ThreadHeaderProps) {
  const isClosed = conversation.status === 'closed';
  const label = isClosed ? 'Reopen' : 'Close';
  const Icon = isClosed ? RotateCcw : Check;
  return (
    <Tooltip
      label={isClosed ? 'Reopen the conversation' : 'Close and go on'}
      keys={isClosed ? undefined : 'e'}
    >
      <Button
        size="28"
        icon={<Icon aria-hidden />}
        onClick={isClosed ? onReopen : onClose}
        className="max-sm:size-10 max-sm:border-transparent! max-sm:bg-transparent! max-sm:px-0 max-sm:shadow-none!"
      >
        <span className="max-sm:sr-only">{label}</span>
      </Button>
    </Tooltip>
  );
}

import { Reply, X } from 'lucide-react';
import type { Quoted } from '#components/inbox/types.ts';
import { IconButton } from '#components/ui/icon-button.tsx';

interface QuotedBarProps {
  quoted: Quoted;
  contactName: string;
  onRemove: () => void;
}

/** What the reply that is being written answers. */
export function QuotedBar({ quoted, contactName, onRemove }: QuotedBarProps) {
  return (
    <div className="mx-3 mt-1 flex items-center gap-2 rounded-md bg-inset py-1 pr-1 pl-2">
      <Reply aria-hidden className="text-muted-foreground" />
      <span className="min-w-0 flex-1 text-caption">
        <span className="block truncate font-medium">
          Reply to {quoted.author === 'contact' ? contactName : 'our own message'}
        </span>
        <span className="block truncate text-muted-foreground">{quoted.text}</span>
      </span>
      <IconButton
        label="Do not quote"
        size="icon-24"
        icon={<X aria-hidden />}
        className="max-sm:size-10"
        onClick={onRemove}
      />
    </div>
  );
}

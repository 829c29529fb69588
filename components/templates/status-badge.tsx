import { Ban, Check, CirclePause, Clock, Pencil, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ListedTemplate } from '#components/templates/types.ts';
import { Badge } from '#components/ui/badge.tsx';

type Status = ListedTemplate['status'];
type Tone = 'neutral' | 'success' | 'warning' | 'danger' | 'info';

export const STATUS_WORDS: Record<Status, string> = {
  draft: 'Draft',
  pending: 'In review',
  approved: 'Approved',
  rejected: 'Rejected',
  paused: 'Paused',
  disabled: 'Disabled',
  deleted: 'Deleted',
};

const LOOKS: Record<Status, { tone: Tone; icon: ReactNode }> = {
  draft: { tone: 'neutral', icon: <Pencil aria-hidden /> },
  pending: { tone: 'info', icon: <Clock aria-hidden /> },
  approved: { tone: 'success', icon: <Check aria-hidden /> },
  rejected: { tone: 'danger', icon: <X aria-hidden /> },
  paused: { tone: 'warning', icon: <CirclePause aria-hidden /> },
  disabled: { tone: 'danger', icon: <Ban aria-hidden /> },
  deleted: { tone: 'neutral', icon: <X aria-hidden /> },
};

/** Where a template stands at its provider. */
export function StatusBadge({ status }: { status: Status }) {
  const { tone, icon } = LOOKS[status];
  return (
    <Badge tone={tone} icon={icon}>
      {STATUS_WORDS[status]}
    </Badge>
  );
}

/** What comes next, for those that cannot be sent or are at risk; null for the others. */
export function nextStep({
  status,
  reason,
}: Pick<ListedTemplate, 'status' | 'reason'>): string | null {
  switch (status) {
    case 'draft':
      return 'Submit it, so that WhatsApp can approve it.';
    case 'pending':
      return 'WhatsApp is looking at it. That takes minutes, at most a day.';
    case 'rejected':
      return reason ?? 'WhatsApp gave no reason. Change it and submit it again.';
    case 'paused':
      return 'Too many people blocked or reported it. It comes back by itself in a few hours; a clearer text helps.';
    case 'disabled':
      return reason ?? 'WhatsApp has stopped it for good. Make a new one.';
    default:
      return reason;
  }
}

const QUALITY: Record<string, string> = {
  green: 'High quality',
  yellow: 'Medium quality',
  red: 'Low quality',
};

/** How people take it; null while WhatsApp does not know. */
export function qualityWords(quality: string | null): string | null {
  return quality === null ? null : (QUALITY[quality] ?? null);
}

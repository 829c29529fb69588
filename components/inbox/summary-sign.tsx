import {
  AtSign,
  Ban,
  ClipboardList,
  FileText,
  Image,
  ListChecks,
  MapPin,
  MessageCircleQuestion,
  Mic,
  Music,
  Share2,
  ShoppingBag,
  Sticker,
  UserRound,
  Video,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { SummarySign } from '#components/inbox/message-summary.ts';
import { cn } from '#components/ui/cn.ts';

const SIGNS: Record<SummarySign, LucideIcon> = {
  image: Image,
  video: Video,
  audio: Music,
  voice: Mic,
  document: FileText,
  sticker: Sticker,
  location: MapPin,
  contacts: UserRound,
  choice: ListChecks,
  form: ClipboardList,
  order: ShoppingBag,
  story: AtSign,
  share: Share2,
  unsupported: MessageCircleQuestion,
  deleted: Ban,
};

/** The sign of a kind of message; the words beside it say the same. */
export function SummaryIcon({ sign, className }: { sign: SummarySign; className?: string }) {
  const Icon = SIGNS[sign];
  return <Icon aria-hidden className={cn('size-3.5!', className)} />;
}

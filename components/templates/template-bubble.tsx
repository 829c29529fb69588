import { Copy, ExternalLink, FileText, Image, MapPin, Phone, Reply, Video } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { FilledTemplate } from '#server/domain/templates/fill-template.ts';

const BUTTON_ICONS: Record<string, LucideIcon> = {
  quick_reply: Reply,
  url: ExternalLink,
  phone: Phone,
  copy_code: Copy,
};

const HEADER_ICONS: Record<string, LucideIcon> = {
  image: Image,
  video: Video,
  document: FileText,
  location: MapPin,
};

interface TemplateBubbleProps extends Pick<FilledTemplate, 'text' | 'shown'> {
  /** Where the picture of its header lies, once there is one. */
  pictureUrl?: string | null;
}

/** A template message as the customer's phone shows it. */
export function TemplateBubble({ text, shown, pictureUrl = null }: TemplateBubbleProps) {
  const { header, footer, buttons = [] } = shown;
  return (
    <div dir="auto" className="grid max-w-full gap-0.5 text-base">
      <div className="rounded-lg bg-card px-3 py-2 shadow-xs">
        {header === undefined ? null : header.kind === 'text' ? (
          <p className="mb-1 font-semibold break-words">{header.text}</p>
        ) : (
          <HeaderPicture kind={header.kind} url={pictureUrl} />
        )}
        <p className="break-words whitespace-pre-wrap">{text}</p>
        {footer === undefined ? null : (
          <p className="mt-1 text-caption break-words text-subtle-foreground">{footer}</p>
        )}
      </div>
      {buttons.map(({ kind, label }, index) => {
        const Icon = BUTTON_ICONS[kind] ?? Reply;
        return (
          <span
            key={index}
            className="flex min-h-9 items-center justify-center gap-2 rounded-lg bg-card px-3 font-medium text-primary-text shadow-xs"
          >
            <Icon aria-hidden className="size-3.5" />
            <span className="min-w-0 truncate">{label}</span>
          </span>
        );
      })}
    </div>
  );
}

function HeaderPicture({ kind, url }: { kind: string; url: string | null }) {
  const Icon = HEADER_ICONS[kind] ?? FileText;
  if (kind === 'image' && url !== null) {
    return (
      // eslint-disable-next-line @next/next/no-img-element -- a picture of this machine, or behind a link that ends
      <img src={url} alt="Header" className="mb-2 h-36 w-full rounded-md object-cover" />
    );
  }
  return (
    <div className="mb-2 grid h-28 place-items-center rounded-md bg-muted text-muted-foreground">
      <span className="flex items-center gap-2 text-caption">
        <Icon aria-hidden />
        {kind.charAt(0).toUpperCase() + kind.slice(1)}
      </span>
    </div>
  );
}

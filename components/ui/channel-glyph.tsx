import { cn } from '#components/ui/cn.ts';

export type ChannelGlyphKind = 'whatsapp' | 'instagram' | 'sms' | 'email';

export const CHANNEL_NAMES: Record<ChannelGlyphKind, string> = {
  whatsapp: 'WhatsApp',
  instagram: 'Instagram',
  sms: 'SMS',
  email: 'Email',
};

const FILL: Record<ChannelGlyphKind, string> = {
  whatsapp: 'bg-channel-whatsapp',
  instagram: 'bg-channel-instagram',
  sms: 'bg-channel-sms',
  email: 'bg-channel-email',
};

const SIZE = {
  '16': 'size-4 rounded-full [&>svg]:size-[9px]',
  '20': 'size-5 rounded-full [&>svg]:size-[11px]',
  '32': 'size-8 rounded-md [&>svg]:size-4',
};

interface ChannelGlyphProps {
  kind: ChannelGlyphKind;
  size?: keyof typeof SIZE;
  /** Beside the channel's name in words the glyph says nothing. */
  isDecorative?: boolean;
  className?: string;
}

/** The badge of a channel in its own colour. */
export function ChannelGlyph({ kind, size = '16', isDecorative, className }: ChannelGlyphProps) {
  const named =
    isDecorative === true
      ? { 'aria-hidden': true as const }
      : { role: 'img', 'aria-label': CHANNEL_NAMES[kind] };
  return (
    <span
      {...named}
      className={cn(
        'inline-grid shrink-0 place-items-center text-channel-foreground',
        FILL[kind],
        SIZE[size],
        className,
      )}
    >
      <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2.6" aria-hidden>
        {SHAPES[kind]}
      </svg>
    </span>
  );
}

const SHAPES = {
  whatsapp: (
    <path
      fill="currentColor"
      stroke="none"
      d="M13.832 16.568a1 1 0 0 0 1.213-.303l.355-.465A2 2 0 0 1 17 15h3a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2A18 18 0 0 1 2 4a2 2 0 0 1 2-2h3a2 2 0 0 1 2 2v3a2 2 0 0 1-.8 1.6l-.468.351a1 1 0 0 0-.292 1.233 14 14 0 0 0 6.392 6.384"
    />
  ),
  instagram: (
    <>
      <rect x="3" y="3" width="18" height="18" rx="5.5" />
      <circle cx="12" cy="12" r="3.9" />
      <circle cx="17" cy="7" r="1.5" fill="currentColor" stroke="none" />
    </>
  ),
  sms: (
    <path
      fill="currentColor"
      stroke="none"
      d="M5 3h14a3 3 0 0 1 3 3v9a3 3 0 0 1-3 3H9.5l-4.1 3.6A.85.85 0 0 1 4 21v-3.1A3 3 0 0 1 2 15V6a3 3 0 0 1 3-3z"
    />
  ),
  email: (
    <>
      <rect x="2.5" y="4.5" width="19" height="15" rx="2.8" />
      <path d="m3.5 7.5 7 5.2a2.5 2.5 0 0 0 3 0l7-5.2" />
    </>
  ),
};

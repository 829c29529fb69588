/** How the phone looks by the kind of channel it plays. */
export const SKINS = {
  whatsapp: {
    ground: 'bg-inset',
    mine: 'rounded-lg rounded-br-xs bg-bubble-member text-bubble-member-foreground',
    theirs: 'rounded-lg rounded-bl-xs bg-card text-card-foreground shadow-sm',
    /** Time and marks, on the customer's own bubble. */
    faintOnMine: 'text-muted-foreground',
    hasTicks: true,
    placeholder: 'Message',
    presence: 'business account',
  },
  instagram: {
    ground: 'bg-background',
    mine: 'rounded-[18px] bg-primary text-primary-foreground',
    theirs: 'rounded-[18px] bg-muted text-foreground',
    faintOnMine: 'text-primary-foreground',
    hasTicks: false,
    placeholder: 'Message…',
    presence: 'Business chat',
  },
} as const;

export type SkinName = keyof typeof SKINS;

/** The skin of a channel; what is no chat looks like the first. */
export function skinOf(kind: string): SkinName {
  return kind === 'instagram' ? 'instagram' : 'whatsapp';
}

'use client';

import {
  CircleHelp,
  ContactRound,
  FileText,
  ImageIcon,
  ListChecks,
  MapPin,
  Mic,
  Music,
  ShoppingBag,
  Sticker,
  Video,
} from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { usePhoneDeeds } from '#components/sandbox/phone-deeds.ts';
import type { FileRole, SaidContent } from '#components/sandbox/said-content.ts';
import type { Sample } from '#components/sandbox/sample-files.ts';
import {
  SAMPLE_CARD,
  SAMPLE_FORM,
  SAMPLE_ORDER,
  SAMPLE_PLACES,
  SAMPLE_PRODUCT,
} from '#components/sandbox/samples.ts';
import { useSamples } from '#components/sandbox/use-samples.ts';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx';

const FILES: { role: FileRole; label: string; icon: ReactNode }[] = [
  { role: 'image', label: 'Photo', icon: <ImageIcon aria-hidden /> },
  { role: 'video', label: 'Video', icon: <Video aria-hidden /> },
  { role: 'voice', label: 'Voice message', icon: <Mic aria-hidden /> },
  { role: 'audio', label: 'Audio', icon: <Music aria-hidden /> },
  { role: 'document', label: 'Document', icon: <FileText aria-hidden /> },
  { role: 'sticker', label: 'Sticker', icon: <Sticker aria-hidden /> },
];

const SAMPLES: { sample: Sample; role: FileRole; label: string; icon: ReactNode }[] = [
  { sample: 'photo', role: 'image', label: 'Sample photo', icon: <ImageIcon aria-hidden /> },
  { sample: 'video', role: 'video', label: 'Sample video', icon: <Video aria-hidden /> },
  { sample: 'voice', role: 'voice', label: 'Sample voice message', icon: <Mic aria-hidden /> },
  { sample: 'audio', role: 'audio', label: 'Sample audio', icon: <Music aria-hidden /> },
  {
    sample: 'document',
    role: 'document',
    label: 'Sample document',
    icon: <FileText aria-hidden />,
  },
  { sample: 'sticker', role: 'sticker', label: 'Sample sticker', icon: <Sticker aria-hidden /> },
];

const WHATSAPP_ONLY: FileRole[] = ['audio', 'sticker'];

interface AttachMenuProps {
  trigger: ReactElement;
  onPickFile: (role: FileRole) => void;
}

/** Samples made on the spot, files of one’s own, and what is no file; loaded when it is reached for. */
export function AttachMenu({ trigger, onPickFile }: AttachMenuProps) {
  const isInstagram = usePhoneDeeds().kind === 'instagram';
  const sendSample = useSamples();
  // Instagram has no stickers of its own, and tells a voice message from no other sound.
  const fits = (one: { role: FileRole }) => !isInstagram || !WHATSAPP_ONLY.includes(one.role);
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>{trigger}</DropdownMenuTrigger>
      <DropdownMenuContent side="top" align="start" className="min-w-60">
        <DropdownMenuLabel>Samples</DropdownMenuLabel>
        {SAMPLES.filter(fits).map(({ sample, label, icon }) => (
          <DropdownMenuItem key={sample} icon={icon} onSelect={() => sendSample(sample)}>
            {label}
          </DropdownMenuItem>
        ))}
        <DropdownMenuSeparator />
        <DropdownMenuLabel>From this computer</DropdownMenuLabel>
        {FILES.filter(fits).map(({ role, label, icon }) => (
          <DropdownMenuItem key={role} icon={icon} onSelect={() => onPickFile(role)}>
            {`${label}…`}
          </DropdownMenuItem>
        ))}
        {isInstagram ? null : <ShareItems />}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

/** What is no file; Instagram knows nothing of the kind. */
function ShareItems() {
  const { say } = usePhoneDeeds();
  const send = (content: SaidContent) => void say(content).catch(() => undefined);
  return (
    <>
      <DropdownMenuSeparator />
      <DropdownMenuLabel>Share</DropdownMenuLabel>
      {SAMPLE_PLACES.map((place) => (
        <DropdownMenuItem
          key={place.name}
          icon={<MapPin aria-hidden />}
          onSelect={() => send({ type: 'location', ...place })}
        >
          {place.name}
        </DropdownMenuItem>
      ))}
      <DropdownMenuItem
        icon={<ContactRound aria-hidden />}
        onSelect={() => send({ type: 'contacts', contacts: [SAMPLE_CARD] })}
      >
        {`Contact card of ${SAMPLE_CARD.name.formatted_name}`}
      </DropdownMenuItem>
      <DropdownMenuItem icon={<ShoppingBag aria-hidden />} onSelect={() => send(SAMPLE_ORDER)}>
        Order from the catalogue
      </DropdownMenuItem>
      <DropdownMenuItem
        icon={<CircleHelp aria-hidden />}
        onSelect={() =>
          void say({ type: 'text', text: 'Is this still available?' }, { product: SAMPLE_PRODUCT })
            // It has been said why not.
            .catch(() => undefined)
        }
      >
        Question about a product
      </DropdownMenuItem>
      <DropdownMenuItem icon={<ListChecks aria-hidden />} onSelect={() => send(SAMPLE_FORM)}>
        Filled-in form
      </DropdownMenuItem>
    </>
  );
}

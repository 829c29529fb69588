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

interface AttachMenuProps {
  trigger: ReactElement;
  onPickFile: (role: FileRole) => void;
}

/** Samples made on the spot, files of one’s own, and what is no file; loaded when it is reached for. */
export function AttachMenu({ trigger, onPickFile }: AttachMenuProps) {
  const isInstagram = usePhoneDeeds().kind === 'instagram';
  const sendSample = useSamples();
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>{trigger}</DropdownMenuTrigger>
      <DropdownMenuContent side="top" align="start" className="min-w-60">
        <DropdownMenuLabel>Samples</DropdownMenuLabel>
        <DropdownMenuItem icon={<ImageIcon aria-hidden />} onSelect={() => sendSample('photo')}>
          Sample photo
        </DropdownMenuItem>
        <DropdownMenuItem icon={<Mic aria-hidden />} onSelect={() => sendSample('voice')}>
          Sample voice message
        </DropdownMenuItem>
        <DropdownMenuItem icon={<FileText aria-hidden />} onSelect={() => sendSample('document')}>
          Sample document
        </DropdownMenuItem>
        {isInstagram ? null : (
          <DropdownMenuItem icon={<Sticker aria-hidden />} onSelect={() => sendSample('sticker')}>
            Sample sticker
          </DropdownMenuItem>
        )}
        <DropdownMenuSeparator />
        <DropdownMenuLabel>From this computer</DropdownMenuLabel>
        {FILES.filter(({ role }) => !isInstagram || role !== 'sticker').map(
          ({ role, label, icon }) => (
            <DropdownMenuItem key={role} icon={icon} onSelect={() => onPickFile(role)}>
              {`${label}…`}
            </DropdownMenuItem>
          ),
        )}
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

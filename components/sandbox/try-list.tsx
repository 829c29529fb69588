'use client';

import {
  CircleHelp,
  Clock,
  CornerDownLeft,
  EyeOff,
  FileQuestion,
  HandHelping,
  ImageIcon,
  KeyRound,
  Megaphone,
  MegaphoneOff,
  MessageCirclePlus,
  Mic,
  PhoneForwarded,
  Smartphone,
} from 'lucide-react';
import type { ReactNode } from 'react';

/** What is worth trying; each is one press. */
export interface Tries {
  onWrite: (text: string) => void;
  onSample: (sample: 'photo' | 'voice') => void;
  onAd: () => void;
  onOpenChat: () => void;
  onSilence: () => void;
  onMove: () => void;
  onIdentity: () => void;
  onUnsupported: () => void;
  onEcho: () => void;
  onHideNumber: (isHidden: boolean) => void;
  onMarketing: (isWanted: boolean) => void;
}

interface TryListProps extends Tries {
  isNumberHidden: boolean;
  wantsMarketing: boolean;
}

/** One press each: from a first message to a changed number. */
export function TryList({ isNumberHidden, wantsMarketing, ...tries }: TryListProps) {
  return (
    <div className="-mx-2.5">
      <Try
        icon={<MessageCirclePlus aria-hidden />}
        onPress={() => tries.onWrite('Hi! I would like to book a haircut. Is Saturday possible?')}
      >
        Write a first message
      </Try>
      <Try
        icon={<CircleHelp aria-hidden />}
        onPress={() =>
          tries.onWrite('How much is a balayage for long hair, and how long does it take?')
        }
      >
        Ask a question
      </Try>
      <Try icon={<ImageIcon aria-hidden />} onPress={() => tries.onSample('photo')}>
        Send a photo
      </Try>
      <Try icon={<Mic aria-hidden />} onPress={() => tries.onSample('voice')}>
        Send a voice message
      </Try>
      <Try
        icon={<HandHelping aria-hidden />}
        onPress={() => tries.onWrite('Can I speak to a person, please?')}
      >
        Ask for a person
      </Try>
      <Try icon={<Clock aria-hidden />} onPress={tries.onSilence}>
        Stay silent for 25 hours
      </Try>
      <Try icon={<Megaphone aria-hidden />} onPress={tries.onAd}>
        Come from an ad
      </Try>
      <Try icon={<MessageCirclePlus aria-hidden />} onPress={tries.onOpenChat}>
        Open the chat and write nothing
      </Try>
      <Try icon={<MegaphoneOff aria-hidden />} onPress={() => tries.onMarketing(!wantsMarketing)}>
        {wantsMarketing ? 'Stop marketing messages' : 'Want marketing messages again'}
      </Try>
      <Try icon={<EyeOff aria-hidden />} onPress={() => tries.onHideNumber(!isNumberHidden)}>
        {isNumberHidden ? 'Show my number again' : 'Hide my number'}
      </Try>
      <Try icon={<PhoneForwarded aria-hidden />} onPress={tries.onMove}>
        Change my number
      </Try>
      <Try icon={<KeyRound aria-hidden />} onPress={tries.onIdentity}>
        Set up a new phone
      </Try>
      <Try icon={<FileQuestion aria-hidden />} onPress={tries.onUnsupported}>
        Send what cannot be passed on
      </Try>
      <Try icon={<Smartphone aria-hidden />} onPress={tries.onEcho}>
        Be answered from the business’s phone
      </Try>
    </div>
  );
}

interface TryProps {
  icon: ReactNode;
  onPress: () => void;
  children: string;
}

function Try({ icon, onPress, children }: TryProps) {
  return (
    <button
      type="button"
      onClick={onPress}
      className="group flex h-9 w-full items-center gap-2.5 rounded-sm px-2.5 hover:bg-accent max-sm:h-10 [&>.lucide]:text-muted-foreground"
    >
      {icon}
      {children}
      <CornerDownLeft
        aria-hidden
        className="ml-auto size-3.5! opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100"
      />
    </button>
  );
}

import {
  CircleHelp,
  Clock,
  ClockAlert,
  EyeOff,
  FileQuestion,
  HandHelping,
  ImageIcon,
  KeyRound,
  Megaphone,
  MegaphoneOff,
  MessageCirclePlus,
  MessageSquareDashed,
  Mic,
  PhoneForwarded,
  Smartphone,
  TimerOff,
} from 'lucide-react';
import type { Happening } from '#components/sandbox/happenings.ts';
import type { PhoneDeeds } from '#components/sandbox/phone-deeds.ts';
import {
  nextNumber,
  sampleReferral,
  somebodyNew,
  usernameOf,
} from '#components/sandbox/samples.ts';
import type { SandboxClient, SandboxCustomer } from '#components/sandbox/sandbox-client.ts';
import type { Try } from '#components/sandbox/try-list.tsx';
import { sendSample } from '#components/sandbox/use-samples.ts';

export interface Trying {
  client: SandboxClient;
  deeds: PhoneDeeds;
  customer: SandboxCustomer;
  hear: (happening: Happening) => void;
  /** Before something appears on the phone: what covers it goes away. */
  onTry: () => void;
  onMoved: (waId: string) => Promise<void>;
  /** Goes on as somebody else. */
  onBecome: (waId: string) => Promise<void>;
  tell: (error: unknown) => void;
}

/** Texts that every kind of channel takes. */
export function textTries({ deeds, onTry }: Pick<Trying, 'deeds' | 'onTry'>): Try[] {
  const write = (text: string) => () => {
    onTry();
    deeds.say({ type: 'text', text }).catch(() => undefined);
  };
  return [
    {
      label: 'Write a first message',
      Icon: MessageCirclePlus,
      press: write('Hi! I would like to book a haircut. Is Saturday possible?'),
    },
    {
      label: 'Ask a question',
      Icon: CircleHelp,
      press: write('How much is a balayage for long hair, and how long does it take?'),
    },
    {
      label: 'Ask for a person',
      Icon: HandHelping,
      press: write('Can I speak to a person, please?'),
    },
  ];
}

/** What is worth trying as this customer on WhatsApp. */
export function triesOf(trying: Trying): Try[] {
  const [first, question, person] = textTries(trying);
  const texts = [first, question].filter((one) => one !== undefined);
  return [
    ...texts,
    ...messageTries(trying),
    ...(person ? [person] : []),
    ...windowTries(trying),
    ...customerTries(trying),
  ];
}

function messageTries({ deeds, onTry }: Trying): Try[] {
  const send = (sample: 'photo' | 'voice') => () => {
    onTry();
    sendSample(deeds.sendFile, sample);
  };
  const say = (...saying: Parameters<PhoneDeeds['say']>) => {
    onTry();
    deeds.say(...saying).catch(() => undefined);
  };
  return [
    { label: 'Send a photo', Icon: ImageIcon, press: send('photo') },
    { label: 'Send a voice message', Icon: Mic, press: send('voice') },
    {
      label: 'Come from an ad',
      Icon: Megaphone,
      press: () =>
        say(
          { type: 'text', text: 'Hello! Can I get more info on this?' },
          { referral: sampleReferral(Date.now()) },
        ),
    },
    {
      label: 'Send what cannot be passed on',
      Icon: FileQuestion,
      press: () => say({ type: 'unsupported' }),
    },
  ];
}

/** How much of the time to answer is left; the inbox counts it from when a message was written. */
function windowTries({ client, customer, hear, tell, onTry, onBecome }: Trying): Try[] {
  const becomeLate = (hours: number) => () => {
    onTry();
    const late = somebodyNew(Math.random);
    client
      .silence(late, hours)
      .then(() => onBecome(late.wa_id))
      .catch(tell);
  };
  const tries: Try[] = [
    { label: 'Be somebody who wrote 23 hours ago', Icon: Clock, press: becomeLate(23) },
    { label: 'Be somebody who wrote 25 hours ago', Icon: ClockAlert, press: becomeLate(25) },
  ];
  if (customer.last_wrote_at === null) return tries;
  const close = () => {
    client
      .silence(customer, 25)
      .then(() => hear(closedWindow(Date.now())))
      .catch(tell);
  };
  return [...tries, { label: 'Have WhatsApp refuse free replies', Icon: TimerOff, press: close }];
}

function customerTries({ client, customer, hear, ...page }: Trying): Try[] {
  const { wa_id: waId, name, is_number_hidden: isHidden, wants_marketing: isWanted } = customer;
  /** Of somebody whom the sandbox may not know yet. */
  const act = (deed: () => Promise<unknown>) => async () => {
    try {
      if (customer.user_id === null) await client.invent(waId, name === '' ? `+${waId}` : name);
      await deed();
    } catch (error) {
      page.tell(error);
    }
  };
  const tries: (Omit<Try, 'press'> & { deed: () => Promise<unknown> })[] = [
    {
      label: 'Open the chat and write nothing',
      Icon: MessageSquareDashed,
      deed: () => client.welcome(waId),
    },
    {
      label: isWanted ? 'Stop marketing messages' : 'Want marketing messages again',
      Icon: MegaphoneOff,
      deed: () => client.marketing(waId, !isWanted),
    },
    {
      label: isHidden ? 'Show my number again' : 'Hide my number',
      Icon: EyeOff,
      deed: () => client.hide(waId, isHidden ? null : usernameOf(name)),
    },
    {
      label: 'Change my number',
      Icon: PhoneForwarded,
      deed: async () => {
        const to = nextNumber(waId);
        await client.move(waId, to);
        hear(changedNumber(waId, to));
        await page.onMoved(to);
      },
    },
    { label: 'Set up a new phone', Icon: KeyRound, deed: () => client.identity(waId) },
    {
      label: 'Be answered from the business’s phone',
      Icon: Smartphone,
      deed: () => {
        page.onTry();
        return client.echo(waId, 'Yes, we do. Shall I book it for you?');
      },
    },
  ];
  return tries.map(({ deed, ...one }) => ({ ...one, press: () => void act(deed)() }));
}

function changedNumber(from: string, to: string): Happening {
  return {
    key: `move ${from} ${to}`,
    kind: 'did',
    title: 'Number changed',
    detail: `The old number, +${from}, reports the new: +${to}`,
  };
}

function closedWindow(at: number): Happening {
  return {
    key: `closed ${at}`,
    kind: 'did',
    title: 'Free replies are refused from now on',
    detail:
      'WhatsApp takes only templates until you write again. The inbox is not told: it counts from your last message',
  };
}

import type { PhoneDeeds } from '#components/sandbox/phone-deeds.ts';
import type { SandboxClient, SandboxCustomer } from '#components/sandbox/sandbox-client.ts';
import { nextNumber, sampleReferral, usernameOf } from '#components/sandbox/samples.ts';
import type { Tries } from '#components/sandbox/try-list.tsx';
import { sendSample } from '#components/sandbox/use-samples.ts';
import type { Happening } from '#components/sandbox/happenings.ts';

interface TryingProps {
  client: SandboxClient;
  deeds: PhoneDeeds;
  customer: SandboxCustomer;
  hear: (happening: Happening) => void;
  /** Before something appears on the phone: what covers it goes away. */
  onTry: () => void;
  onMoved: (waId: string) => Promise<void>;
  tell: (error: unknown) => void;
}

/** The things worth trying, as this customer. */
export function triesOf({ client, deeds, customer, hear, ...page }: TryingProps): Tries {
  const { wa_id: waId, name } = customer;
  const quietly = (deed: Promise<unknown>) => void deed.catch(() => undefined);
  const say: PhoneDeeds['say'] = (content, beside) => {
    page.onTry();
    return deeds.say(content, beside);
  };
  /** Of somebody whom the sandbox may not know yet. */
  const act = async (deed: () => Promise<unknown>) => {
    try {
      if (customer.user_id === null) await client.invent(waId, name === '' ? `+${waId}` : name);
      await deed();
    } catch (error) {
      page.tell(error);
    }
  };
  return {
    onWrite: (text) => quietly(say({ type: 'text', text })),
    onSample: (sample) => {
      page.onTry();
      sendSample(deeds.sendFile, sample);
    },
    onAd: () => {
      const referral = sampleReferral(Date.now());
      quietly(say({ type: 'text', text: 'Hello! Can I get more info on this?' }, { referral }));
    },
    onUnsupported: () => quietly(say({ type: 'unsupported' })),
    onOpenChat: () => void act(() => client.welcome(waId)),
    onSilence: () =>
      void act(async () => {
        await client.silence(customer, 25);
        hear(silence(Date.now()));
      }),
    onMove: () =>
      void act(async () => {
        const to = nextNumber(waId);
        await client.move(waId, to);
        hear(changedNumber(waId, to));
        await page.onMoved(to);
      }),
    onIdentity: () => void act(() => client.identity(waId)),
    onEcho: () => {
      page.onTry();
      void act(() => client.echo(waId, 'Yes, we do. Shall I book it for you?'));
    },
    onHideNumber: (isHidden) =>
      void act(() => client.hide(waId, isHidden ? usernameOf(name) : null)),
    onMarketing: (isWanted) => void act(() => client.marketing(waId, isWanted)),
  };
}

function changedNumber(from: string, to: string): Happening {
  return {
    key: `move ${from} ${to}`,
    kind: 'did',
    title: 'Number changed',
    detail: `The old number, +${from}, reports the new: +${to}`,
  };
}

function silence(at: number): Happening {
  return {
    key: `silence ${at}`,
    kind: 'did',
    title: '25 hours have passed for the provider',
    detail: 'It takes only templates now, until you write again',
  };
}

import type { SandboxChat, SandboxMessage } from '#components/sandbox/sandbox-client.ts';

/** One line of what happens behind the phone. */
export interface Happening {
  key: string;
  kind: 'sent' | 'accepted' | 'taken' | 'delivered' | 'read' | 'failed' | 'stored';
  title: string;
  detail: string;
}

/** What must have happened between two looks at the provider's side of a chat, in its order. */
export function happeningsBetween(before: SandboxChat, after: SandboxChat): Happening[] {
  const known = new Map(before.messages.map((message) => [message.id, message]));
  return after.messages.flatMap((message) => {
    const steps =
      message.direction === 'from_customer' ? stepsOfTheirs(message) : stepsOfOurs(message);
    const taken = known.get(message.id);
    const done =
      taken === undefined
        ? 0
        : (taken.direction === 'from_customer' ? stepsOfTheirs(taken) : stepsOfOurs(taken)).length;
    return steps.slice(done).map((step) => ({ ...step, key: `${message.id} ${step.kind}` }));
  });
}

type Step = Omit<Happening, 'key'>;

/** The customer's own message: a signed webhook to us, and our answer to it. */
function stepsOfTheirs({ text, status }: SandboxMessage): Step[] {
  const steps: Step[] = [
    { kind: 'sent', title: 'Webhook sent', detail: `Signed, to your webhook: “${shorten(text)}”` },
  ];
  if (status === 'sent') return steps;
  steps.push({
    kind: 'accepted',
    title: 'Webhook accepted',
    detail: 'Answered with 200, stored before it is read',
  });
  return steps;
}

/** The business's message: taken, and then as far as the customer's phone lets it come. */
function stepsOfOurs({ text, status, error_code }: SandboxMessage): Step[] {
  const steps: Step[] = [
    { kind: 'taken', title: 'Reply taken', detail: `Sent to the customer: “${shorten(text)}”` },
  ];
  if (status === 'failed') {
    const detail = error_code === null ? 'The provider gave up' : `Error ${error_code}`;
    return [...steps, { kind: 'failed', title: 'Not delivered', detail }];
  }
  if (status === 'delivered' || status === 'read') {
    steps.push({ kind: 'delivered', title: 'Delivered', detail: 'On the customer’s phone' });
  }
  if (status === 'read') {
    steps.push({ kind: 'read', title: 'Read', detail: 'The customer has the chat open' });
  }
  return steps;
}

const LONGEST = 40;

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const characters = [...line];
  return characters.length <= LONGEST ? line : `${characters.slice(0, LONGEST - 1).join('')}…`;
}

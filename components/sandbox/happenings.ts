import type {
  SandboxChat,
  SandboxDeed,
  SandboxMessage,
} from '#components/sandbox/sandbox-client.ts';
import { lineOf } from '#components/sandbox/shown-content.ts';

/** One line of what happens behind the phone. */
export interface Happening {
  key: string;
  kind:
    'sent' | 'accepted' | 'taken' | 'delivered' | 'read' | 'played' | 'failed' | 'stored' | 'did';
  title: string;
  detail: string;
}

/** What must have happened between two looks at the provider's side of a chat, in its order. */
export function happeningsBetween(before: SandboxChat, after: SandboxChat): Happening[] {
  const messages = new Map(before.messages.map((message) => [message.id, message]));
  const deeds = new Map(before.deeds.map((deed) => [deed.id, deed]));
  return [
    ...after.messages.flatMap((message) =>
      newSteps(message, stepsOfMessage(message), stepsBefore(messages.get(message.id))),
    ),
    ...after.messages.flatMap((message) => reactionOf(messages.get(message.id), message)),
    ...after.deeds.flatMap((deed) => {
      const known = deeds.get(deed.id);
      const done = known === undefined ? 0 : stepsOfDeed(known, after).length;
      return newSteps(deed, stepsOfDeed(deed, after), done);
    }),
    ...typing(before, after),
  ];
}

type Step = Omit<Happening, 'key'>;

function newSteps({ id }: { id: string }, steps: Step[], done: number): Happening[] {
  return steps.slice(done).map((step) => ({ ...step, key: `${id} ${step.kind}` }));
}

function stepsBefore(message: SandboxMessage | undefined): number {
  return message === undefined ? 0 : stepsOfMessage(message).length;
}

function stepsOfMessage(message: SandboxMessage): Step[] {
  if (message.is_echo) return [echoed(message)];
  return message.direction === 'from_customer' ? stepsOfTheirs(message) : stepsOfOurs(message);
}

/** The customer's own message: a signed webhook to us, and our answer to it. */
function stepsOfTheirs(message: SandboxMessage): Step[] {
  const detail = `Signed, to your webhook: ${lineFor(message)}`;
  const steps: Step[] = [{ kind: 'sent', title: 'Webhook sent', detail: detail + about(message) }];
  if (message.status === 'sent') return steps;
  return [...steps, accepted];
}

const accepted: Step = {
  kind: 'accepted',
  title: 'Webhook accepted',
  detail: 'Answered with 200, stored before it is read',
};

/** The business's message: taken, and then as far as the customer's phone lets it come. */
function stepsOfOurs(message: SandboxMessage): Step[] {
  const { status, error_code } = message;
  const steps: Step[] = [
    { kind: 'taken', title: 'Reply taken', detail: `Sent to the customer: ${lineFor(message)}` },
  ];
  if (status === 'failed') {
    const detail = error_code === null ? 'The provider gave up' : `Error ${error_code}`;
    return [...steps, { kind: 'failed', title: 'Not delivered', detail }];
  }
  if (status === 'sent') return steps;
  steps.push({ kind: 'delivered', title: 'Delivered', detail: 'On the customer’s phone' });
  if (status === 'delivered') return steps;
  steps.push({ kind: 'read', title: 'Read', detail: 'The customer has the chat open' });
  if (status === 'read') return steps;
  return [...steps, { kind: 'played', title: 'Played', detail: 'The customer has listened to it' }];
}

function echoed(message: SandboxMessage): Step {
  const detail = `The business wrote on its own phone, and your webhook was told: ${lineFor(message)}`;
  return { kind: 'did', title: 'Written elsewhere', detail };
}

/** What stands beside the content of a message, in plain words. */
function about({ forwarded, is_referred, quoted_id }: SandboxMessage): string {
  const said = [
    ...(is_referred ? ['with the ad it came from'] : []),
    ...(forwarded === null ? [] : ['marked as forwarded']),
    ...(quoted_id === null ? [] : ['with the message it answers']),
  ];
  return said.length === 0 ? '' : `, ${said.join(', ')}`;
}

function reactionOf(known: SandboxMessage | undefined, message: SandboxMessage): Happening[] {
  const { business } = message.reactions;
  if (known === undefined || known.reactions.business === business) return [];
  const title = business === null ? 'Reaction taken off' : `The business reacted with ${business}`;
  const key = `${message.id} business ${business ?? 'nothing'}`;
  return [{ key, kind: 'taken', title, detail: `On ${lineFor(message)}` }];
}

/** A deed without a webhook of its own is told in one step. */
function stepsOfDeed({ deed, is_told }: SandboxDeed, chat: SandboxChat): Step[] {
  const step: Step = { kind: 'did', ...wordsOf(deed, chat) };
  return is_told ? [step, accepted] : [step];
}

function wordsOf(
  deed: SandboxDeed['deed'],
  { messages }: SandboxChat,
): { title: string; detail: string } {
  const line = () => {
    const id = 'messageId' in deed ? deed.messageId : '';
    const message = messages.find((one) => one.id === id);
    return message === undefined ? 'an older message' : lineFor(message);
  };
  switch (deed.what) {
    case 'reacted':
      return deed.emoji === null
        ? { title: 'Reaction taken off', detail: `A webhook says so, about ${line()}` }
        : { title: `Reacted with ${deed.emoji}`, detail: `A webhook names the message: ${line()}` };
    case 'edited':
      return {
        title: 'Message edited',
        detail: `The webhook carries the new text: “${shorten(deed.text)}”`,
      };
    case 'unsent':
      return {
        title: 'Message taken back',
        detail: 'The webhook names the message, without a text',
      };
    case 'moved':
      return {
        title: 'Number changed',
        detail: `The old number, +${deed.from}, reports the new: +${deed.to}`,
      };
    case 'changed_identity':
      return { title: 'Security code changed', detail: 'As when the app is set up on a new phone' };
    case 'hid_number':
      return {
        title: 'Number hidden',
        detail: `From the next message on, the business sees @${deed.username} and an id of its own`,
      };
    case 'showed_number':
      return {
        title: 'Number shown',
        detail: 'From the next message on, the number is told again',
      };
    case 'chose_marketing':
      return deed.isWanted
        ? { title: 'Marketing wanted', detail: 'The business may send offers again' }
        : { title: 'Marketing stopped', detail: 'The business is told to send no more offers' };
    case 'opened_chat':
      return { title: 'Chat opened', detail: 'Nothing written yet; the business may say welcome' };
  }
}

function typing(before: SandboxChat, { typing_until: until }: SandboxChat): Happening[] {
  if (until === null || until === before.typing_until) return [];
  const detail = 'Your reply is on its way to being written';
  return [{ key: `typing ${until}`, kind: 'taken', title: 'Typing shown', detail }];
}

function lineFor(message: SandboxMessage): string {
  return `“${shorten(lineOf(message))}”`;
}

const LONGEST = 40;

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const characters = [...line];
  return characters.length <= LONGEST ? line : `${characters.slice(0, LONGEST - 1).join('')}…`;
}

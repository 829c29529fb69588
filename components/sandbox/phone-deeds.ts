'use client';

import { createContext, use } from 'react';
import { contentOfFile } from '#components/sandbox/said-content.ts';
import type { FileRole, InstagramDeed, SaidContent } from '#components/sandbox/said-content.ts';
import type {
  Beside,
  SandboxClient,
  SandboxCustomer,
  SandboxMessage,
} from '#components/sandbox/sandbox-client.ts';
import type { SkinName } from '#components/sandbox/skins.ts';
import { forwardedContent } from '#components/sandbox/shown-content.ts';

/** What the customer can do on the phone; each rejects after it has said why it could not be done. */
export interface PhoneDeeds {
  kind: SkinName;
  say: (content: SaidContent, beside?: Beside) => Promise<void>;
  sendFile: (file: File, role: FileRole, beside?: Beside) => Promise<void>;
  react: (message: SandboxMessage, emoji: string) => Promise<void>;
  edit: (message: SandboxMessage, text: string) => Promise<void>;
  unsend: (message: SandboxMessage) => Promise<void>;
  forward: (message: SandboxMessage) => Promise<void>;
  play: (message: SandboxMessage) => Promise<void>;
  /** What only a person on Instagram can do. */
  playOnInstagram: (deed: InstagramDeed) => Promise<void>;
  fileUrl: (id: string) => string;
}

const DeedsContext = createContext<PhoneDeeds | null>(null);
export const PhoneDeedsProvider = DeedsContext.Provider;

export function usePhoneDeeds(): PhoneDeeds {
  const deeds = use(DeedsContext);
  if (deeds === null) throw new Error('usePhoneDeeds needs a PhoneDeedsProvider above it.');
  return deeds;
}

/** The deeds of this customer; `tell` hears what went wrong. */
export function phoneDeeds(
  client: SandboxClient,
  customer: SandboxCustomer,
  tell: (error: unknown) => never,
): PhoneDeeds {
  const done = (deed: Promise<unknown>) => deed.then(() => undefined, tell);
  const { wa_id: waId } = customer;
  const say: PhoneDeeds['say'] = (content, beside) => done(client.say(customer, content, beside));
  return {
    kind: 'whatsapp',
    playOnInstagram: () => done(Promise.reject(new Error('This is no Instagram account.'))),
    say,
    sendFile: (file, role, beside) =>
      done(
        client
          .addFile(file)
          .then((id) => client.say(customer, contentOfFile(role, id, file), beside)),
      ),
    react: ({ id }, emoji) => done(client.react(waId, id, emoji)),
    edit: ({ id }, text) => done(client.edit(waId, id, text)),
    unsend: ({ id }) => done(client.unsend(waId, id)),
    forward: (message) => {
      const often = message.forwarded === null ? 'once' : 'often';
      return say(forwardedContent(message), { forwarded: often });
    },
    play: ({ id }) => done(client.play(waId, id)),
    fileUrl: client.fileUrl,
  };
}

import type { PhoneDeeds } from '#components/sandbox/phone-deeds.ts';
import type { FileRole, InstagramDeed } from '#components/sandbox/said-content.ts';
import { post, sandboxClient } from '#components/sandbox/sandbox-client.ts';
import type { SandboxClient, SandboxCustomer } from '#components/sandbox/sandbox-client.ts';
import { lineOf } from '#components/sandbox/shown-content.ts';

/** The provider's side of one Instagram account: as of a number, but for what a person does. */
export function instagramClient(accountId: string): SandboxClient {
  return {
    ...sandboxClient(accountId),
    read: (customer) => playOnInstagram(accountId, { wa_id: customer, name: '' }, { type: 'read' }),
  };
}

/** A person does something on Instagram. */
export function playOnInstagram(
  accountId: string,
  { wa_id: id, name }: Pick<SandboxCustomer, 'wa_id' | 'name'>,
  deed: InstagramDeed,
): Promise<unknown> {
  const customer = { id, ...(name === '' ? {} : { name }) };
  return post('instagram', { phone_number_id: accountId, customer, deed });
}

const attachmentType: Record<FileRole, string> = {
  image: 'image',
  video: 'video',
  audio: 'audio',
  voice: 'audio',
  document: 'file',
  sticker: 'image',
};

/** What this person can do in the thread; `tell` hears what went wrong. */
export function instagramDeeds(
  client: SandboxClient,
  play: (deed: InstagramDeed) => Promise<unknown>,
  tell: (error: unknown) => never,
): PhoneDeeds {
  const done = (deed: InstagramDeed) => play(deed).then(() => undefined, tell);
  const cannot = () =>
    Promise.reject(new Error('Instagram knows nothing of the kind.')).catch(tell);
  return {
    kind: 'instagram',
    play: cannot,
    sendFile: (file, role) =>
      client
        .addFile(file)
        .catch(tell)
        .then((media_id) =>
          done({ type: 'attachments', attachments: [{ type: attachmentType[role], media_id }] }),
        ),
    playOnInstagram: done,
    fileUrl: client.fileUrl,
    say: (content, beside) =>
      content.type === 'text'
        ? done({
            type: 'text',
            text: content.text,
            ...(beside?.quoted_id === undefined ? {} : { quoted_id: beside.quoted_id }),
          })
        : cannot(),
    react: ({ id: message_id }, emoji) =>
      done(emoji === '' ? { type: 'unreact', message_id } : { type: 'react', message_id, emoji }),
    edit: ({ id: message_id }, text) => done({ type: 'edit', message_id, text }),
    unsend: ({ id: message_id }) => done({ type: 'unsend', message_id }),
    forward: (message) => done({ type: 'text', text: lineOf(message) }),
  };
}

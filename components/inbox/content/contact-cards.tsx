'use client';

import { Check, Copy, Search, UserPlus, UserRound } from 'lucide-react';
import { useState } from 'react';
import { mailAddress, vcardOf } from '#components/inbox/content/content-words.ts';
import type { ContentOf } from '#components/inbox/types.ts';
import { useInboxAddress } from '#components/inbox/use-inbox-address.ts';
import { Button } from '#components/ui/button.tsx';
import { IconButton } from '#components/ui/icon-button.tsx';

type SharedContact = ContentOf<'contacts'>['contacts'][number];

/** People whose cards were sent: call, copy, keep, or find their conversation. */
export function ContactCards({ contacts }: { contacts: SharedContact[] }) {
  return (
    <div className="grid w-[272px] max-w-full gap-3">
      {contacts.map((contact, index) => (
        <ContactCard key={index} contact={contact} />
      ))}
    </div>
  );
}

function ContactCard({ contact }: { contact: SharedContact }) {
  const { name, phones, emails, company, title } = contact;
  const work = [title, company].filter((part) => part !== undefined).join(', ');
  return (
    <span className="grid min-w-0 gap-1.5">
      <span className="flex items-center gap-2.5">
        <span className="grid size-9 shrink-0 place-items-center rounded-full bg-background text-muted-foreground">
          <UserRound aria-hidden />
        </span>
        <span className="grid min-w-0">
          <span dir="auto" className="truncate font-medium">
            {name}
          </span>
          {work === '' ? null : (
            <span dir="auto" className="truncate text-caption text-muted-foreground">
              {work}
            </span>
          )}
        </span>
      </span>
      {phones.map(({ number }, index) => (
        <Phone key={index} number={number} />
      ))}
      {emails.map(({ email }, index) => (
        <a
          key={index}
          href={mailAddress(email)}
          className="flex min-h-6 items-center [overflow-wrap:anywhere] underline-offset-2 hover:underline"
        >
          {email}
        </a>
      ))}
      <Button
        size="28"
        className="justify-self-start max-sm:h-10"
        icon={<UserPlus aria-hidden />}
        onClick={() => download(`${name}.vcf`, vcardOf(contact))}
      >
        Save the contact
      </Button>
    </span>
  );
}

function Phone({ number }: { number: string }) {
  const [, goTo] = useInboxAddress();
  const [isCopied, setIsCopied] = useState(false);
  const copy = () => {
    void navigator.clipboard.writeText(number).then(
      () => setIsCopied(true),
      () => undefined,
    );
  };
  return (
    <span className="flex min-h-6 items-center gap-1">
      <a
        href={`tel:${number.replace(/[^\d+]/g, '')}`}
        className="min-w-0 flex-1 truncate tabular-nums underline-offset-2 hover:underline"
      >
        {number}
      </a>
      <IconButton
        label={isCopied ? 'Copied' : `Copy ${number}`}
        size="icon-24"
        icon={isCopied ? <Check aria-hidden /> : <Copy aria-hidden />}
        onClick={copy}
      />
      <IconButton
        label={`Find ${number} in the inbox`}
        size="icon-24"
        icon={<Search aria-hidden />}
        onClick={() =>
          goTo({ search: number.replace(/\D/g, ''), view: 'all', conversationId: null })
        }
      />
    </span>
  );
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/vcard' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}

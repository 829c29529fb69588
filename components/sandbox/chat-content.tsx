'use client';

import { ExternalLink, FileText, MapPin, UserRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { MessageText } from '#components/inbox/message-text.tsx';
import { ListReply } from '#components/sandbox/list-reply.tsx';
import { usePhoneDeeds } from '#components/sandbox/phone-deeds.ts';
import type { SandboxMessage } from '#components/sandbox/sandbox-client.ts';
import { lineOf, shownContent } from '#components/sandbox/shown-content.ts';
import type { ShownContent, TappableButton } from '#components/sandbox/shown-content.ts';

/** What a bubble holds, by the kind of the message. */
export function ChatContent({ message }: { message: SandboxMessage }) {
  const shown = shownContent(message);
  switch (shown.as) {
    case 'text':
      return <MessageText text={shown.text} isInline />;
    case 'file':
      return <ShownFile message={message} shown={shown} />;
    case 'place':
      return <ShownPlace {...shown.place} />;
    case 'cards':
      return shown.cards.map(({ name, phones }, index) => (
        <Card
          key={index}
          icon={<UserRound aria-hidden />}
          title={name.formatted_name}
          detail={phones.map(({ phone }) => phone).join(', ')}
        />
      ));
    case 'list':
      return <Words {...shown} header={null} />;
    case 'buttons':
      return (
        <>
          {shown.file === undefined ? null : <ShownFile message={message} shown={shown.file} />}
          <Words {...shown} />
        </>
      );
    case 'order':
      return shown.items.map(({ product_retailer_id: name, quantity, item_price, currency }) => (
        <Card
          key={name}
          icon={<FileText aria-hidden />}
          title={`${quantity} × ${name}`}
          detail={`${item_price} ${currency} each`}
        />
      ));
    case 'form':
      return shown.answers.map(([name, value]) => (
        <span key={name} className="block">
          <span className="font-medium">{name}: </span>
          {value}
        </span>
      ));
    case 'unknown':
      return <i>{lineOf(message)}</i>;
  }
}

function ShownFile({
  message,
  shown: { kind, file },
}: {
  message: SandboxMessage;
  shown: Pick<Extract<ShownContent, { as: 'file' }>, 'kind' | 'file'>;
}) {
  const { fileUrl, play } = usePhoneDeeds();
  const url = file.id === undefined ? file.link : fileUrl(file.id);
  const listened = () => {
    const isNew = message.direction === 'to_customer' && message.status !== 'played';
    // The player goes on; what went wrong has been said.
    if (isNew) play(message).catch(() => undefined);
  };
  return (
    <>
      {kind === 'image' || kind === 'sticker' ? (
        // eslint-disable-next-line @next/next/no-img-element -- a file of the sandbox, at its own address
        <img
          src={url}
          alt={kind === 'sticker' ? 'Sticker' : (file.caption ?? 'Photo')}
          className={
            kind === 'sticker' ? 'size-28' : 'mb-1 max-h-64 w-full rounded-sm object-cover'
          }
        />
      ) : null}
      {kind === 'video' ? (
        <video
          src={url}
          controls
          preload="metadata"
          aria-label="Video"
          className="mb-1 max-h-64 w-full rounded-sm"
        />
      ) : null}
      {kind === 'audio' ? (
        <audio
          src={url}
          controls
          preload="metadata"
          aria-label="Voice message"
          className="h-9 w-56 max-w-full"
          onPlay={listened}
        />
      ) : null}
      {kind === 'document' ? (
        <a href={url} target="_blank" rel="noopener noreferrer" className="block">
          <Card icon={<FileText aria-hidden />} title={file.filename ?? 'Document'} />
        </a>
      ) : null}
      {file.caption === undefined ? null : <MessageText text={file.caption} isInline />}
    </>
  );
}

interface ShownPlaceProps {
  latitude: number;
  longitude: number;
  name?: string | undefined;
  address?: string | undefined;
}

function ShownPlace({ latitude, longitude, name, address }: ShownPlaceProps) {
  const coordinates = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  return (
    <Card
      icon={<MapPin aria-hidden />}
      title={name ?? 'Location'}
      detail={address === undefined ? coordinates : `${address} · ${coordinates}`}
    />
  );
}

interface CardProps {
  icon: ReactNode;
  title: string;
  detail?: string;
}

function Card({ icon, title, detail }: CardProps) {
  return (
    <span className="my-0.5 flex items-center gap-2.5">
      <span className="grid size-9 shrink-0 place-items-center rounded-sm bg-[color-mix(in_oklch,var(--foreground)_6%,transparent)] [&>.lucide]:size-4">
        {icon}
      </span>
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <span className="block font-medium">{title}</span>
        {detail === undefined || detail === '' ? null : (
          <span className="block text-caption">{detail}</span>
        )}
      </span>
    </span>
  );
}

interface WordsProps {
  header: string | null;
  text: string;
  footer: string | null;
}

function Words({ header, text, footer }: WordsProps) {
  return (
    <>
      {header === null ? null : <span className="mb-0.5 block font-semibold">{header}</span>}
      <MessageText text={text} isInline={footer === null} />
      {footer === null ? null : <span className="mt-0.5 block text-caption">{footer}</span>}
    </>
  );
}

/** What can be tapped under a bubble of the business. */
export function ChatButtons({ message }: { message: SandboxMessage }) {
  const shown = shownContent(message);
  if (message.direction === 'from_customer' || message.is_unsent) return null;
  if (shown.as === 'list') return <ListReply messageId={message.id} list={shown} />;
  if (shown.as !== 'buttons' || shown.buttons.length === 0) return null;
  return (
    <div className="mt-1 grid gap-0.5">
      {shown.buttons.map((button) => (
        <TapButton key={button.key} button={button} />
      ))}
    </div>
  );
}

const tapStyle =
  'flex min-h-8 items-center justify-center gap-1.5 rounded-md bg-card px-3 py-1 text-center font-medium text-primary-text shadow-sm hover:bg-primary-soft max-sm:min-h-10 [&>.lucide]:size-3.5';

function TapButton({ button: { label, says, plays, url } }: { button: TappableButton }) {
  const { say, playOnInstagram } = usePhoneDeeds();
  if (url !== null) {
    return (
      <a href={url} target="_blank" rel="noopener noreferrer nofollow" className={tapStyle}>
        <ExternalLink aria-hidden />
        {label}
      </a>
    );
  }
  const tapped = plays === undefined ? says && (() => say(says)) : () => playOnInstagram(plays);
  if (tapped === null) return <span className={tapStyle}>{label}</span>;
  return (
    <button type="button" className={tapStyle} onClick={() => void tapped().catch(() => undefined)}>
      {label}
    </button>
  );
}

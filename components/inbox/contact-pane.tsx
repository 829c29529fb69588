'use client';

import { Check, RotateCcw, Sparkles, UserPlus } from 'lucide-react';
import type { ReactNode } from 'react';
import { useFormat } from '#components/format.tsx';
import { useNow } from '#components/inbox/now.ts';
import { timelineWords } from '#components/inbox/timeline.ts';
import type { ContactDetails } from '#components/inbox/types.ts';
import { ErrorState } from '#components/layout/error-state.tsx';
import { trpc } from '#components/trpc-provider.tsx';
import { Avatar } from '#components/ui/avatar.tsx';
import { CHANNEL_NAMES } from '#components/ui/channel-glyph.tsx';
import { Skeleton, SkeletonRegion } from '#components/ui/skeleton.tsx';

const FRESH_MS = 5 * 60_000;

/** Who we talk to: addresses, and what happened so far. */
export function ContactPane({ contactId }: { contactId: string }) {
  const query = trpc.contacts.get.useQuery({ contactId }, { staleTime: FRESH_MS });
  if (query.isError && query.data === undefined) {
    return (
      <ErrorState
        className="flex-1"
        title="The contact could not be loaded"
        isRetrying={query.isFetching}
        onRetry={() => void query.refetch()}
      >
        You can go on answering.
      </ErrorState>
    );
  }
  if (query.data === undefined) return <ContactSkeleton />;
  return (
    <>
      <ContactHead contact={query.data} />
      <Details contact={query.data} />
      <Timeline contact={query.data} />
    </>
  );
}

function nameOf(contact: ContactDetails): string {
  const { name, username, phone, identities } = contact;
  if (name !== null) return name;
  return username === null
    ? (identities[0]?.formattedAddress ?? phone ?? 'Nameless')
    : `@${username}`;
}

function ContactHead({ contact }: { contact: ContactDetails }) {
  const format = useFormat();
  return (
    <div className="flex items-center gap-3 px-5 py-4">
      <Avatar size="48" name={nameOf(contact)} seed={contact.id} />
      <div className="min-w-0">
        <h2
          dir="auto"
          className="line-clamp-4 text-left text-lg font-semibold [overflow-wrap:anywhere]"
        >
          {nameOf(contact)}
        </h2>
        <p className="text-caption text-subtle-foreground">
          Contact since {format.date(contact.createdAt, useNow())}
        </p>
      </div>
    </div>
  );
}

function Details({ contact }: { contact: ContactDetails }) {
  const { identities, email, source, username } = contact;
  const byPhone = identities.find(({ address }) => `+${address}` === contact.phone);
  const others = identities.filter((identity) => identity !== byPhone);
  const phone = byPhone?.formattedAddress ?? contact.phone;
  const isUsernameBelow =
    username === null || others.some((one) => one.formattedAddress === `@${username}`);
  return (
    <section className="border-t px-5 pt-4">
      <h3 className="mb-2 text-caption font-medium text-muted-foreground">Details</h3>
      <dl>
        <Detail label="Phone">
          {phone === null ? null : (
            <a href={`tel:${contact.phone ?? phone}`} className="hover:underline">
              {phone}
            </a>
          )}
        </Detail>
        <Detail label="Email">
          {email === null ? null : (
            <a href={`mailto:${email}`} className="hover:underline">
              {email}
            </a>
          )}
        </Detail>
        {isUsernameBelow ? null : <Detail label="Username">@{username}</Detail>}
        {source === null ? null : <Detail label="Source">{sourceWords(source)}</Detail>}
        {others.map(({ channelKind, address, formattedAddress }) => (
          <Detail key={`${channelKind} ${address}`} label={CHANNEL_NAMES[channelKind]}>
            {formattedAddress}
          </Detail>
        ))}
      </dl>
    </section>
  );
}

const SOURCES = { ad: 'An ad', post: 'A post', link: 'A link' };

/** What first brought this person to us. */
function sourceWords({ from, headline, reference }: NonNullable<ContactDetails['source']>): string {
  const which = headline ?? reference;
  return which === undefined ? SOURCES[from] : `${SOURCES[from]}: ${which}`;
}

function Detail({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex min-h-7 items-baseline gap-2">
      <dt className="w-20 shrink-0 text-subtle-foreground">{label}</dt>
      <dd className="min-w-0 py-1 [overflow-wrap:anywhere]">
        {children ?? <span className="text-subtle-foreground">Not known</span>}
      </dd>
    </div>
  );
}

const ICONS: Record<string, typeof Check> = {
  'contact.created': UserPlus,
  'conversation.closed': Check,
  'conversation.reopened': RotateCcw,
};

function Timeline({ contact }: { contact: ContactDetails }) {
  const format = useFormat();
  const now = useNow();
  return (
    <section className="px-5 pt-4 pb-6">
      <h3 className="mb-2 text-caption font-medium text-muted-foreground">Timeline</h3>
      {contact.timeline.length === 0 ? (
        <p className="text-subtle-foreground">Nothing has happened yet.</p>
      ) : (
        <ol>
          {contact.timeline.map((entry) => {
            const Icon = ICONS[entry.kind] ?? Sparkles;
            return (
              <li
                key={entry.id}
                className="relative flex items-baseline gap-2.5 py-[5px] text-muted-foreground not-last:after:absolute not-last:after:top-[27px] not-last:after:-bottom-[3px] not-last:after:left-[9.5px] not-last:after:w-px not-last:after:bg-border"
              >
                <span className="grid size-5 shrink-0 place-items-center self-start rounded-full bg-muted [&>.lucide]:size-3">
                  <Icon aria-hidden />
                </span>
                <span className="min-w-0 flex-1">{timelineWords(entry)}</span>
                <time
                  dateTime={entry.createdAt.toISOString()}
                  title={format.dateTime(entry.createdAt)}
                  className="shrink-0 text-caption text-subtle-foreground"
                >
                  {format.when(entry.createdAt, now)}
                </time>
              </li>
            );
          })}
        </ol>
      )}
    </section>
  );
}

function ContactSkeleton() {
  return (
    <SkeletonRegion label="Loading the contact">
      <div className="flex items-center gap-3 px-5 py-4">
        <Skeleton className="size-12 rounded-full!" />
        <span className="grid flex-1 gap-2">
          <Skeleton className="h-4 w-3/5" />
          <Skeleton className="h-3 w-2/5" />
        </span>
      </div>
      <div className="grid gap-3 border-t px-5 pt-4">
        <Skeleton className="h-3 w-16" />
        <Skeleton className="h-3 w-4/5" />
        <Skeleton className="h-3 w-3/5" />
      </div>
    </SkeletonRegion>
  );
}

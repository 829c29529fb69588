'use client';

import Link from 'next/link';
import { useState } from 'react';
import { TemplateButton } from '#components/inbox/template-button.tsx';
import { TemplateSender } from '#components/inbox/template-sender.tsx';
import { byName, stillOffered } from '#components/inbox/translations.ts';
import type { OpenConversation } from '#components/inbox/types.ts';
import { ErrorState } from '#components/layout/error-state.tsx';
import { trpc } from '#components/trpc-provider.tsx';

interface TemplateOfferProps {
  conversation: OpenConversation;
  onSent: () => void;
}

/** In place of the text field once the reply window is closed: the template that fits best. */
export function TemplateOffer({ conversation, onSent }: TemplateOfferProps) {
  const suggested = trpc.templates.suggest.useQuery({ conversationId: conversation.id });
  const { data } = suggested;
  const [sentTimes, setSentTimes] = useState(0);
  const [name, setName] = useState<string | null>(null);
  const offered = stillOffered(byName(data?.templates ?? []), name);
  // Another one may fit better by now, but this one is being read, or filled.
  if (offered !== undefined && offered[0].name !== name) setName(offered[0].name);
  if (suggested.isError && data === undefined) {
    return (
      <ErrorState onRetry={() => void suggested.refetch()} isRetrying={suggested.isFetching}>
        The templates could not be loaded. Nothing was sent.
      </ErrorState>
    );
  }
  if (data === undefined) return null;
  if (offered === undefined) return <NoTemplate />;
  return (
    <section
      aria-label="Send a template instead"
      className="max-h-[45dvh] overflow-auto rounded-lg border border-border-strong bg-card p-3 shadow-sm"
    >
      <div className="mb-2 flex items-center justify-between gap-2">
        <h3 className="min-w-0 truncate font-medium">{`Send ${offered[0].name} instead`}</h3>
        <TemplateButton conversation={conversation} />
      </div>
      <TemplateSender
        key={`${offered[0].name} ${sentTimes}`}
        conversation={conversation}
        translations={offered}
        values={data.values}
        onSent={() => {
          setName(null);
          setSentTimes(sentTimes + 1);
          onSent();
        }}
      />
    </section>
  );
}

function NoTemplate() {
  return (
    <p className="px-1 text-muted-foreground">
      No template of this account is approved yet.{' '}
      <Link href="/templates" className="font-medium text-primary-text">
        See the templates
      </Link>
    </p>
  );
}

'use client';

import Link from 'next/link';
import { useState } from 'react';
import { TemplateButton } from '#components/inbox/template-button.tsx';
import { TemplateSender } from '#components/inbox/template-sender.tsx';
import { byName } from '#components/inbox/translations.ts';
import type { OpenConversation } from '#components/inbox/types.ts';
import { ErrorState } from '#components/layout/error-state.tsx';
import { trpc } from '#components/trpc-provider.tsx';

/** In place of the text field once the reply window is closed: the template that fits best. */
export function TemplateOffer({ conversation }: { conversation: OpenConversation }) {
  const suggested = trpc.templates.suggest.useQuery({ conversationId: conversation.id });
  const { data } = suggested;
  const [sentTimes, setSentTimes] = useState(0);
  const [best] = byName(data?.templates ?? []);
  if (suggested.isError && data === undefined) {
    return (
      <ErrorState onRetry={() => void suggested.refetch()} isRetrying={suggested.isFetching}>
        The templates could not be loaded. Nothing was sent.
      </ErrorState>
    );
  }
  if (data === undefined) return null;
  if (best === undefined) return <NoTemplate />;
  return (
    <section
      aria-label="Send a template instead"
      className="max-h-[45dvh] overflow-auto rounded-lg border border-border-strong bg-card p-3 shadow-sm"
    >
      <div className="mb-2 flex items-center justify-between gap-2">
        <h3 className="min-w-0 truncate font-medium">{`Send ${best[0].name} instead`}</h3>
        <TemplateButton conversation={conversation} />
      </div>
      <TemplateSender
        key={`${best[0].id} ${sentTimes}`}
        conversation={conversation}
        translations={best}
        values={data.values}
        onSent={() => setSentTimes(sentTimes + 1)}
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

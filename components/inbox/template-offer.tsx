'use client';

import { useState } from 'react';
import { TemplateButton } from '#components/inbox/template-button.tsx';
import { TemplateSender } from '#components/inbox/template-sender.tsx';
import { byName } from '#components/inbox/translations.ts';
import type { OpenConversation } from '#components/inbox/types.ts';
import { trpc } from '#components/trpc-provider.tsx';

/** In place of the text field once the reply window is closed: the template that fits best. */
export function TemplateOffer({ conversation }: { conversation: OpenConversation }) {
  const { data } = trpc.templates.suggest.useQuery({ conversationId: conversation.id });
  const [sentTimes, setSentTimes] = useState(0);
  const [best] = byName(data?.templates ?? []);
  if (data === undefined || best === undefined) return null;
  return (
    <section
      aria-label="Send a template instead"
      className="mt-2 max-h-[45dvh] overflow-auto rounded-lg border border-border-strong bg-card p-3 shadow-sm"
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

'use client';

import { useState } from 'react';
import { TemplateSender } from '#components/inbox/template-sender.tsx';
import type { OpenConversation, SuggestedTemplates } from '#components/inbox/types.ts';
import { refusalOf } from '#components/refusal.ts';
import { languageName } from '#components/templates/languages.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { Command, CommandGroup, CommandItem } from '#components/ui/command.tsx';
import { Dialog, DialogContent } from '#components/ui/dialog.tsx';
import { Skeleton, SkeletonRegion } from '#components/ui/skeleton.tsx';

interface TemplatePickerProps {
  conversation: OpenConversation;
  onClose: () => void;
}

type Suggested = SuggestedTemplates['templates'][number];

/** Chooses an approved template, shows it filled for this person, and sends it. */
export function TemplatePicker({ conversation, onClose }: TemplatePickerProps) {
  const suggested = trpc.templates.suggest.useQuery({ conversationId: conversation.id });
  const [chosen, setChosen] = useState<Suggested | null>(null);
  return (
    <Dialog open onOpenChange={(isOpen) => isOpen || onClose()}>
      {chosen === null || suggested.data === undefined ? (
        <DialogContent bare title="Send a template">
          {suggested.isError ? (
            <div className="grid justify-items-start gap-3 p-5">
              <p>{refusalOf(suggested.error).sentence}</p>
              <Button onClick={() => void suggested.refetch()}>Try again</Button>
            </div>
          ) : (
            <Choices templates={suggested.data?.templates} onChoose={setChosen} />
          )}
        </DialogContent>
      ) : (
        <DialogContent title={chosen.name} description={languageName(chosen.language)}>
          <TemplateSender
            conversation={conversation}
            template={chosen}
            values={suggested.data.values}
            onSent={onClose}
          />
        </DialogContent>
      )}
    </Dialog>
  );
}

interface ChoicesProps {
  templates: Suggested[] | undefined;
  onChoose: (template: Suggested) => void;
}

function Choices({ templates, onChoose }: ChoicesProps) {
  if (templates?.length === 0) {
    return (
      <p className="p-5 text-muted-foreground">
        WhatsApp has approved no template yet. They are made under Templates.
      </p>
    );
  }
  if (templates === undefined) {
    return (
      <SkeletonRegion label="Reading the templates" className="grid gap-3 p-5">
        <Skeleton className="h-5 w-40" />
        <Skeleton className="h-5" />
        <Skeleton className="h-5" />
      </SkeletonRegion>
    );
  }
  return (
    <Command label="Send a template" placeholder="Search the templates">
      <CommandGroup heading="Approved">
        {templates.map((template) => (
          <CommandItem
            key={template.id}
            value={template.id}
            label={`${template.name} · ${languageName(template.language)} · ${template.parts.body}`}
            onSelect={() => onChoose(template)}
          />
        ))}
      </CommandGroup>
    </Command>
  );
}

'use client';

import { useState } from 'react';
import { TemplateSender } from '#components/inbox/template-sender.tsx';
import { byName } from '#components/inbox/translations.ts';
import type { Translations } from '#components/inbox/translations.ts';
import type { OpenConversation } from '#components/inbox/types.ts';
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

/** Chooses an approved template, shows it filled for this person, and sends it. */
export function TemplatePicker({ conversation, onClose }: TemplatePickerProps) {
  const suggested = trpc.templates.suggest.useQuery({ conversationId: conversation.id });
  const [name, setName] = useState<string | null>(null);
  const groups = suggested.data === undefined ? undefined : byName(suggested.data.templates);
  // By its name, so that one that was paused meanwhile is gone from here too.
  const chosen = groups?.find(([best]) => best.name === name) ?? null;
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
            <Choices groups={groups} onChoose={setName} />
          )}
        </DialogContent>
      ) : (
        <DialogContent
          title={chosen[0].name}
          description={chosen.map(({ language }) => languageName(language)).join(', ')}
        >
          <TemplateSender
            conversation={conversation}
            translations={chosen}
            values={suggested.data.values}
            onBack={() => setName(null)}
            onSent={onClose}
          />
        </DialogContent>
      )}
    </Dialog>
  );
}

interface ChoicesProps {
  groups: Translations[] | undefined;
  onChoose: (name: string) => void;
}

function Choices({ groups, onChoose }: ChoicesProps) {
  if (groups?.length === 0) {
    return (
      <p className="p-5 text-muted-foreground">
        WhatsApp has approved no template yet. They are made under Templates.
      </p>
    );
  }
  if (groups === undefined) {
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
        {groups.map((group) => (
          <CommandItem
            key={group[0].name}
            value={group[0].name}
            label={[group[0].name, languagesOf(group), group[0].parts.body].join(' · ')}
            keywords={group.map(({ parts }) => parts.body)}
            onSelect={() => onChoose(group[0].name)}
          />
        ))}
      </CommandGroup>
    </Command>
  );
}

/** The best of its languages, and how many there are beside it. */
function languagesOf([best, ...others]: Translations): string {
  const more = others.length === 0 ? '' : ` +${others.length}`;
  return `${languageName(best.language)}${more}`;
}

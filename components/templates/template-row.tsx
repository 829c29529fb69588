'use client';

import { Copy, Pencil, Send, Trash2 } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { languageName } from '#components/templates/languages.ts';
import { nextStep, qualityWords, StatusBadge } from '#components/templates/status-badge.tsx';
import type { ListedTemplate } from '#components/templates/types.ts';
import { useTemplateDeeds } from '#components/templates/use-template-deeds.ts';
import { AlertDialog } from '#components/ui/alert-dialog.tsx';
import { Button } from '#components/ui/button.tsx';
import { IconButton } from '#components/ui/icon-button.tsx';
import { canEdit } from '#server/domain/templates/transitions.ts';

const CATEGORY_WORDS = {
  utility: 'Utility',
  marketing: 'Marketing',
  authentication: 'Authentication',
};

interface TemplateRowProps {
  template: ListedTemplate;
  isAdmin: boolean;
  /** Whose it is, where there are several. */
  accountLabel: string | null;
}

/** One template, where it stands, and what can be done with it. */
export function TemplateRow({ template, isAdmin, accountLabel }: TemplateRowProps) {
  const { name, language, category, status, parts } = template;
  const quality = qualityWords(template.quality);
  const next = nextStep(template);
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 py-3">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-2">
          <Link
            href={`/templates/${template.id}`}
            className="min-w-0 truncate font-medium hover:underline"
          >
            {name}
          </Link>
          <StatusBadge status={status} />
        </p>
        <p dir="auto" className="line-clamp-2 text-muted-foreground">
          {parts.body}
        </p>
        <p className="text-caption text-subtle-foreground">
          {[languageName(language), CATEGORY_WORDS[category], quality, accountLabel]
            .filter((part) => part !== null)
            .join(' · ')}
        </p>
        {next === null ? null : <p className="mt-1 text-caption text-warning-text">{next}</p>}
      </div>
      {isAdmin ? <Deeds template={template} /> : null}
    </li>
  );
}

function Deeds({ template }: { template: ListedTemplate }) {
  const { id, name, status, parts } = template;
  const deeds = useTemplateDeeds();
  const [isAsking, setIsAsking] = useState(false);
  return (
    <div className="flex shrink-0 items-center gap-1">
      {status === 'draft' ? (
        <Button
          size="28"
          pending={deeds.isSubmitting}
          icon={<Send aria-hidden />}
          onClick={() => deeds.submit(template)}
        >
          Submit
        </Button>
      ) : null}
      <Button asChild variant="ghost" size="28">
        <Link href={`/templates/${id}`}>
          <Pencil aria-hidden />
          {canEdit(status) && parts.isWhole ? 'Edit' : 'Look'}
        </Link>
      </Button>
      <Button asChild variant="ghost" size="28">
        <Link href={`/templates/new?from=${id}`} aria-label={`Duplicate ${name}`}>
          <Copy aria-hidden />
        </Link>
      </Button>
      <IconButton
        label={`Delete ${name}`}
        size="icon-28"
        icon={<Trash2 aria-hidden />}
        onClick={() => (status === 'draft' ? deeds.discard(template) : setIsAsking(true))}
      />
      <AlertDialog
        open={isAsking}
        onOpenChange={setIsAsking}
        title={`Delete ${name}?`}
        description="It goes at WhatsApp too, and its name cannot be used again for 30 days. What was sent with it stays."
        confirm="Delete"
        cancel="Keep"
        pending={deeds.isRemoving}
        onConfirm={() => deeds.remove(template, () => setIsAsking(false))}
      />
    </div>
  );
}

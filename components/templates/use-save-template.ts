'use client';

import { useRouter } from 'next/navigation';
import { useRef } from 'react';
import type { ListedTemplate } from '#components/templates/types.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { showToast } from '#components/ui/toast.ts';
import type { TemplateForm } from '#server/domain/templates/schema.ts';

interface Saving {
  template: ListedTemplate | null;
  channelId: string;
}

/** Keeps what is written, asks for approval when told to, and goes back to the list. */
export function useSaveTemplate({ template, channelId }: Saving) {
  const router = useRouter();
  const utils = trpc.useUtils();
  const create = trpc.templates.create.useMutation();
  const edit = trpc.templates.edit.useMutation();
  const submit = trpc.templates.submit.useMutation();
  // Once it is kept, a refused submission must not make a second one, and stays on this screen.
  const kept = useRef(template?.id ?? null);
  const keep = async (form: TemplateForm): Promise<string> => {
    if (kept.current !== null) {
      await edit.mutateAsync({ templateId: kept.current, form });
      return kept.current;
    }
    const { templateId } = await create.mutateAsync({ channelId, form });
    kept.current = templateId;
    return templateId;
  };
  return async (form: TemplateForm, andSubmit: boolean): Promise<void> => {
    const isKnownThere = template !== null && template.status !== 'draft';
    try {
      const templateId = await keep(form);
      if (andSubmit && !isKnownThere) await submit.mutateAsync({ templateId });
    } finally {
      await utils.templates.invalidate();
    }
    const isWithThem = andSubmit || isKnownThere;
    showToast({
      message: isWithThem ? `${form.name} is with WhatsApp for approval` : 'Draft saved',
    });
    router.push('/templates');
  };
}

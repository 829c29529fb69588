'use client';

import { useRouter } from 'next/navigation';
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
  return async (form: TemplateForm, andSubmit: boolean): Promise<void> => {
    const isKnownThere = template !== null && template.status !== 'draft';
    try {
      if (template === null) {
        const { templateId } = await create.mutateAsync({ channelId, form });
        // From here on it is there: a refused submission must not make a second one.
        router.replace(`/templates/${templateId}`);
        if (andSubmit) await submit.mutateAsync({ templateId });
      } else {
        await edit.mutateAsync({ templateId: template.id, form });
        if (andSubmit && !isKnownThere) await submit.mutateAsync({ templateId: template.id });
      }
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

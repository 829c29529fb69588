'use client';

import { refusalOf } from '#components/refusal.ts';
import type { ListedTemplate } from '#components/templates/types.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { showToast } from '#components/ui/toast.ts';
import { templateForm } from '#server/domain/templates/schema.ts';

/** What can be done with a listed template; each deed says so in a toast. */
export function useTemplateDeeds() {
  const utils = trpc.useUtils();
  const channels = trpc.templates.channels.useQuery();
  const common = {
    onError: (error: unknown) => {
      showToast({ message: refusalOf(error).sentence, tone: 'danger' });
    },
    onSettled: () => utils.templates.invalidate(),
  };
  const submit = trpc.templates.submit.useMutation(common);
  const remove = trpc.templates.remove.useMutation(common);
  const create = trpc.templates.create.useMutation(common);
  const makeAgain = ({ accountId, name, language, category, parts }: ListedTemplate) => {
    const channelId = channels.data?.find((one) => one.accountId === accountId)?.id;
    const form = templateForm.safeParse({ name, language, category, ...parts });
    if (channelId !== undefined && form.success) create.mutate({ channelId, form: form.data });
  };
  return {
    isSubmitting: submit.isPending,
    isRemoving: remove.isPending,
    submit: ({ id: templateId, name }: ListedTemplate) => {
      const done = () => showToast({ message: `${name} is with WhatsApp for approval` });
      submit.mutate({ templateId }, { onSuccess: done });
    },
    remove: ({ id: templateId, name }: ListedTemplate, onDone: () => void) => {
      const done = () => showToast({ message: `${name} is deleted` });
      remove.mutate({ templateId }, { onSuccess: done, onSettled: onDone });
    },
    /** A draft is ours alone, and can be brought back. */
    discard: (template: ListedTemplate) => {
      const undo = () => makeAgain(template);
      const done = () => {
        showToast({ message: `${template.name} is deleted`, action: { label: 'Undo', run: undo } });
      };
      remove.mutate({ templateId: template.id }, { onSuccess: done });
    },
  };
}

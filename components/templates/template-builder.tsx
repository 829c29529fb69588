'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { FileText } from 'lucide-react';
import Link from 'next/link';
import { FormProvider, useForm, useWatch } from 'react-hook-form';
import { FormRefusal } from '#components/auth/form-refusal.tsx';
import { EmptyState } from '#components/layout/empty-state.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { useShell } from '#components/layout/shell-context.ts';
import { showRefusal } from '#components/refusal.ts';
import { FormSkeleton } from '#components/settings/form-skeleton.tsx';
import { ButtonsFields } from '#components/templates/buttons-fields.tsx';
import { EMPTY_FORM, previewOf } from '#components/templates/form-preview.ts';
import { PhonePreview } from '#components/templates/phone-preview.tsx';
import { nextStep, StatusBadge } from '#components/templates/status-badge.tsx';
import { TemplateFields } from '#components/templates/template-fields.tsx';
import type { ListedTemplate } from '#components/templates/types.ts';
import { useSaveTemplate } from '#components/templates/use-save-template.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { Banner } from '#components/ui/banner.tsx';
import { Button } from '#components/ui/button.tsx';
import { templateForm } from '#server/domain/templates/schema.ts';
import type { TemplateForm, TemplateFormInput } from '#server/domain/templates/schema.ts';

interface BuilderProps {
  /** Null for a new one. */
  templateId: string | null;
  /** The one whose words a new one begins with. */
  copyOf: string | null;
}

/** Where a template is written, beside the phone on which it will be read. */
export function TemplateBuilder({ templateId, copyOf }: BuilderProps) {
  const { role } = useShell();
  const templates = trpc.templates.list.useQuery();
  const channels = trpc.templates.channels.useQuery();
  if (templates.data === undefined || channels.data === undefined) {
    return <FormSkeleton label="Loading the template" rows={5} />;
  }
  const template = templates.data.find(({ id }) => id === templateId) ?? null;
  const original = templates.data.find(({ id }) => id === copyOf);
  const channel = channels.data.find(({ accountId }) => accountId !== null);
  if (channel === undefined || (templateId !== null && template === null)) {
    return (
      <EmptyState
        icon={<FileText aria-hidden />}
        title={channel === undefined ? 'No WhatsApp number yet' : 'This template is not here'}
        actions={
          <Button asChild>
            <Link href={channel === undefined ? '/settings/channels' : '/templates'}>
              {channel === undefined ? 'Connect one' : 'Back to the list'}
            </Link>
          </Button>
        }
      >
        {channel === undefined
          ? 'Templates belong to the account of a WhatsApp number.'
          : 'It may have been deleted, here or at WhatsApp.'}
      </EmptyState>
    );
  }
  const canSave =
    role !== 'agent' && template?.status !== 'pending' && template?.status !== 'disabled';
  return (
    <BuilderForm
      key={template?.id ?? 'new'}
      template={template}
      start={template ? formOf(template) : original ? copyForm(original) : EMPTY_FORM}
      channelId={channel.id}
      canSave={canSave}
    />
  );
}

interface BuilderFormProps {
  template: ListedTemplate | null;
  start: TemplateFormInput;
  channelId: string;
  canSave: boolean;
}

function BuilderForm({ template, start, channelId, canSave }: BuilderFormProps) {
  const form = useForm<TemplateFormInput, unknown, TemplateForm>({
    resolver: zodResolver(templateForm),
    defaultValues: start,
    mode: 'onChange',
  });
  const { handleSubmit, setError, control, formState } = form;
  const save = useSaveTemplate({ template, channelId });
  const filled = previewOf(useWatch({ control }));
  const isKnownThere = template !== null && template.status !== 'draft';
  const submitBy = (andSubmit: boolean) => (event: { preventDefault: () => void }) => {
    event.preventDefault();
    void handleSubmit(async (values) => {
      try {
        await save(values, andSubmit);
      } catch (error) {
        showRefusal(setError, error, ['name']);
      }
    })();
  };
  const next = template === null ? null : nextStep(template);
  return (
    <FormProvider {...form}>
      <PageHeader
        title={template?.name ?? 'New template'}
        actions={template === null ? undefined : <StatusBadge status={template.status} />}
      />
      <form
        noValidate
        onSubmit={submitBy(true)}
        className="grid min-h-0 flex-1 gap-8 overflow-auto p-6 max-sm:p-4 lg:grid-cols-[minmax(0,1fr)_340px]"
      >
        <fieldset disabled={!canSave} className="grid max-w-[640px] min-w-0 content-start gap-5">
          <FormRefusal error={formState.errors.root} />
          {next === null ? null : <Banner tone="warning">{next}</Banner>}
          <TemplateFields
            isKnownThere={isKnownThere}
            isApproved={template?.status === 'approved'}
          />
          <ButtonsFields />
          {canSave ? (
            <div className="flex flex-wrap justify-end gap-2">
              {isKnownThere ? null : (
                <Button onClick={submitBy(false)} disabled={formState.isSubmitting}>
                  Save draft
                </Button>
              )}
              <Button type="submit" variant="primary" pending={formState.isSubmitting}>
                Submit for approval
              </Button>
            </div>
          ) : null}
        </fieldset>
        <div className="lg:sticky lg:top-0 lg:self-start">
          <PhonePreview filled={filled} />
        </div>
      </form>
    </FormProvider>
  );
}

function formOf({ name, language, category, parts }: ListedTemplate): TemplateFormInput {
  return { name, language, category, ...parts };
}

function copyForm(original: ListedTemplate): TemplateFormInput {
  return { ...formOf(original), name: `${original.name}_copy`.slice(0, 512) };
}

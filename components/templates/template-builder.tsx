'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { FileText } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { FormProvider, useForm, useWatch } from 'react-hook-form';
import { FormRefusal } from '#components/auth/form-refusal.tsx';
import { EmptyState } from '#components/layout/empty-state.tsx';
import { ErrorState } from '#components/layout/error-state.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { useShell } from '#components/layout/shell-context.ts';
import { refusalOf, showRefusal } from '#components/refusal.ts';
import { FormSkeleton } from '#components/settings/form-skeleton.tsx';
import { accountsOf } from '#components/templates/accounts.ts';
import type { TemplateAccount } from '#components/templates/accounts.ts';
import { ButtonsFields } from '#components/templates/buttons-fields.tsx';
import { EMPTY_FORM, previewOf } from '#components/templates/form-preview.ts';
import { PhonePreview } from '#components/templates/phone-preview.tsx';
import { nextStep, StatusBadge } from '#components/templates/status-badge.tsx';
import { TemplateFields } from '#components/templates/template-fields.tsx';
import type { ListedTemplate } from '#components/templates/types.ts';
import { useSample } from '#components/templates/use-sample.ts';
import { useSaveTemplate } from '#components/templates/use-save-template.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { Banner } from '#components/ui/banner.tsx';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Select } from '#components/ui/select.tsx';
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
  const templates = trpc.templates.list.useQuery();
  const channels = trpc.templates.channels.useQuery();
  const [failed] = [templates, channels].filter(({ isError }) => isError);
  if (templates.data === undefined || channels.data === undefined) {
    return failed === undefined ? (
      <div className="p-6 max-sm:p-4">
        <FormSkeleton label="Loading the template" rows={5} />
      </div>
    ) : (
      <ErrorState onRetry={() => void failed.refetch()} isRetrying={failed.isFetching}>
        {refusalOf(failed.error).sentence}
      </ErrorState>
    );
  }
  const template = templates.data.find(({ id }) => id === templateId) ?? null;
  const original = templates.data.find(({ id }) => id === copyOf);
  const accounts = accountsOf(channels.data);
  if (templateId !== null && template === null) return <Missing what="template" />;
  if (template === null && accounts.length === 0) return <Missing what="account" />;
  return (
    <BuilderForm
      key={template?.id ?? 'new'}
      template={template}
      start={template ? formOf(template) : original ? copyForm(original) : EMPTY_FORM}
      accounts={accounts}
      accountId={(template ?? original)?.accountId ?? null}
    />
  );
}

function Missing({ what }: { what: 'template' | 'account' }) {
  const isAccount = what === 'account';
  return (
    <EmptyState
      icon={<FileText aria-hidden />}
      title={isAccount ? 'No WhatsApp number yet' : 'This template is not here'}
      actions={
        <Button asChild>
          <Link href={isAccount ? '/settings/channels' : '/templates'}>
            {isAccount ? 'Connect one' : 'Back to the list'}
          </Link>
        </Button>
      }
    >
      {isAccount
        ? 'Templates belong to the account of a WhatsApp number.'
        : 'It may have been deleted, here or at WhatsApp.'}
    </EmptyState>
  );
}

interface BuilderFormProps {
  template: ListedTemplate | null;
  start: TemplateFormInput;
  accounts: TemplateAccount[];
  /** Of the template, or of the one that it is a copy of. */
  accountId: string | null;
}

function BuilderForm({ template, start, accounts, accountId }: BuilderFormProps) {
  const { role } = useShell();
  const [chosenId, setChosenId] = useState(accountId);
  const isNew = template === null;
  const account =
    accounts.find((one) => one.accountId === chosenId) ?? (isNew ? accounts[0] : undefined);
  const channelId = account?.channelId ?? '';
  const form = useForm<TemplateFormInput, unknown, TemplateForm>({
    resolver: zodResolver(templateForm),
    defaultValues: start,
    mode: 'onChange',
  });
  const { handleSubmit, setError, control, formState } = form;
  const save = useSaveTemplate({ template, channelId });
  const sample = useSample(channelId);
  const filled = previewOf(useWatch({ control }));
  const isKnownThere = template !== null && template.status !== 'draft';
  const whyNot = whyReadOnly(template, {
    isAdmin: role !== 'agent',
    isConnected: channelId !== '',
  });
  const submitBy = (andSubmit: boolean) => (event: { preventDefault: () => void }) => {
    event.preventDefault();
    if (sample.isSending) return;
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
        <fieldset
          disabled={whyNot !== null}
          className="grid max-w-[640px] min-w-0 content-start gap-5"
        >
          <FormRefusal error={formState.errors.root} />
          {next === null ? null : <Banner tone="warning">{next}</Banner>}
          {whyNot === null || whyNot === '' ? null : <Banner tone="neutral">{whyNot}</Banner>}
          {isNew && accounts.length > 1 ? (
            <AccountField accounts={accounts} value={account?.accountId} onChange={setChosenId} />
          ) : null}
          <TemplateFields
            isKnownThere={isKnownThere}
            isApproved={template?.status === 'approved'}
            sample={sample}
          />
          <ButtonsFields />
          {whyNot === null ? (
            <div className="flex flex-wrap justify-end gap-2">
              {isKnownThere ? null : (
                <Button
                  onClick={submitBy(false)}
                  disabled={formState.isSubmitting || sample.isSending}
                >
                  Save draft
                </Button>
              )}
              <Button
                type="submit"
                variant="primary"
                pending={formState.isSubmitting}
                disabled={sample.isSending}
              >
                Submit for approval
              </Button>
            </div>
          ) : null}
        </fieldset>
        <div className="lg:sticky lg:top-0 lg:self-start">
          <PhonePreview filled={filled} pictureUrl={sample.previewUrl} />
        </div>
      </form>
    </FormProvider>
  );
}

interface AccountFieldProps {
  accounts: TemplateAccount[];
  value: string | undefined;
  onChange: (accountId: string) => void;
}

function AccountField({ accounts, value, onChange }: AccountFieldProps) {
  return (
    <Field label="Account" hint="Only its numbers can send this template.">
      {(field) => (
        <Select {...field} value={value} onChange={({ target }) => onChange(target.value)}>
          {accounts.map(({ accountId, label }) => (
            <option key={accountId} value={accountId}>
              {label}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

/** Null when it may be changed; empty where its status says why not. */
function whyReadOnly(
  template: ListedTemplate | null,
  { isAdmin, isConnected }: { isAdmin: boolean; isConnected: boolean },
): string | null {
  if (!isAdmin) return 'Only admins change templates.';
  if (template?.status === 'pending' || template?.status === 'disabled') return '';
  if (template?.parts.isWhole === false) {
    return 'This template has parts that are made at WhatsApp alone. Edit it there.';
  }
  return isConnected ? null : 'No number of its account is connected, so it cannot be changed now.';
}

function formOf({ name, language, category, parts }: ListedTemplate): TemplateFormInput {
  const { isWhole: _, ...words } = parts;
  return { name, language, category, ...words };
}

function copyForm(original: ListedTemplate): TemplateFormInput {
  return { ...formOf(original), name: `${original.name}_copy`.slice(0, 512) };
}

'use client';

import { FileText, Plus, RefreshCw, Search } from 'lucide-react';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useFormat } from '#components/format.tsx';
import { EmptyState } from '#components/layout/empty-state.tsx';
import { ErrorState } from '#components/layout/error-state.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { useShell } from '#components/layout/shell-context.ts';
import { refusalOf } from '#components/refusal.ts';
import { accountsOf } from '#components/templates/accounts.ts';
import type { TemplateAccount } from '#components/templates/accounts.ts';
import { languageName } from '#components/templates/languages.ts';
import { STATUS_WORDS } from '#components/templates/status-badge.tsx';
import { syncStateOf } from '#components/templates/sync-state.ts';
import {
  isShown,
  readTemplateFilter,
  templatesHref,
} from '#components/templates/template-filter.ts';
import type { TemplateFilter } from '#components/templates/template-filter.ts';
import { TemplateRow } from '#components/templates/template-row.tsx';
import type { ListedTemplate } from '#components/templates/types.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { Banner } from '#components/ui/banner.tsx';
import { Button } from '#components/ui/button.tsx';
import { InputWithIcon } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import { Skeleton, SkeletonRegion } from '#components/ui/skeleton.tsx';
import { showToast } from '#components/ui/toast.ts';

/** What WhatsApp has approved, or is asked to. */
export function TemplateList() {
  const { role } = useShell();
  const isAdmin = role !== 'agent';
  return (
    <>
      <PageHeader
        title="Templates"
        actions={
          isAdmin ? (
            <Button asChild variant="primary">
              <Link href="/templates/new">
                <Plus aria-hidden />
                New template
              </Link>
            </Button>
          ) : undefined
        }
      />
      <div className="min-h-0 flex-1 overflow-auto">
        <SyncLine />
        <Templates isAdmin={isAdmin} />
      </div>
    </>
  );
}

/** When they were last read from WhatsApp, and whether that is going on. */
function SyncLine() {
  const format = useFormat();
  const channels = trpc.templates.channels.useQuery();
  const sync = trpc.templates.sync.useMutation({
    onError: (error) => showToast({ message: refusalOf(error).sentence, tone: 'danger' }),
  });
  const state = syncStateOf(channels.data, channels.isError);
  if (state.kind === 'failed') {
    return (
      <SyncRow words="When they were last read from WhatsApp could not be found out.">
        <Button
          variant="ghost"
          size="28"
          pending={channels.isFetching}
          onClick={() => void channels.refetch()}
        >
          Try again
        </Button>
      </SyncRow>
    );
  }
  if (state.kind !== 'known') return null;
  const { syncedAt, trouble } = state;
  const isSyncing = sync.isPending || state.isSyncing;
  return (
    <>
      <SyncRow
        words={
          isSyncing
            ? 'Reading the templates from WhatsApp…'
            : syncedAt === null
              ? 'Not read from WhatsApp yet'
              : `Read from WhatsApp ${format.relative(syncedAt)}`
        }
      >
        <Button
          variant="ghost"
          size="28"
          pending={isSyncing}
          icon={<RefreshCw aria-hidden />}
          onClick={() => sync.mutate()}
        >
          Read again
        </Button>
      </SyncRow>
      {trouble === null ? null : (
        <Banner tone="warning" className="mx-6 mt-2 max-sm:mx-4">
          The last reading stopped: {trouble}
        </Banner>
      )}
    </>
  );
}

function SyncRow({ words, children }: { words: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 px-6 pt-4 text-caption text-subtle-foreground max-sm:px-4">
      <span aria-live="polite">{words}</span>
      {children}
    </div>
  );
}

function Templates({ isAdmin }: { isAdmin: boolean }) {
  const templates = trpc.templates.list.useQuery();
  const channels = trpc.templates.channels.useQuery();
  const accounts = accountsOf(channels.data ?? []);
  const filter = readTemplateFilter(useSearchParams());
  // Another round of filters begins with empty fields.
  const [round, setRound] = useState(0);
  const showAll = () => {
    window.history.replaceState(null, '', '/templates');
    setRound(round + 1);
  };
  if (templates.data === undefined) {
    return templates.isError ? (
      <ErrorState onRetry={() => void templates.refetch()} isRetrying={templates.isFetching}>
        {refusalOf(templates.error).sentence}
      </ErrorState>
    ) : (
      <ListSkeleton />
    );
  }
  if (templates.data.length === 0) {
    const { kind } = syncStateOf(channels.data, channels.isError);
    return kind === 'no account' ? (
      <NoNumber isAdmin={isAdmin} />
    ) : (
      <NoTemplate isAdmin={isAdmin} />
    );
  }
  const shown = templates.data.filter((template) => isShown(template, filter));
  return (
    <div className="grid gap-3 px-6 pt-2 pb-6 max-sm:px-4">
      <Filters key={round} filter={filter} templates={templates.data} accounts={accounts} />
      {shown.length === 0 ? (
        <EmptyState
          icon={<Search aria-hidden />}
          title="No template fits"
          actions={<Button onClick={showAll}>Show all</Button>}
        >
          Search for something else, or show all of them.
        </EmptyState>
      ) : (
        <ul aria-label="Templates" className="divide-y border-y">
          {shown.map((template) => (
            <TemplateRow
              key={template.id}
              template={template}
              isAdmin={isAdmin}
              accountLabel={channels.data === undefined ? null : labelFor(template, accounts)}
            />
          ))}
        </ul>
      )}
    </div>
  );
}

function NoTemplate({ isAdmin }: { isAdmin: boolean }) {
  return (
    <EmptyState icon={<FileText aria-hidden />} title="Templates land here">
      After 24 hours without a message from a customer, WhatsApp takes only texts that it has
      approved. {isAdmin ? 'Make one with New template.' : 'An admin can make one.'}
    </EmptyState>
  );
}

function NoNumber({ isAdmin }: { isAdmin: boolean }) {
  return (
    <EmptyState
      icon={<FileText aria-hidden />}
      title="Connect a WhatsApp number first"
      actions={
        isAdmin ? (
          <Button asChild>
            <Link href="/settings/channels/new">Connect one</Link>
          </Button>
        ) : undefined
      }
    >
      Templates belong to the account of a WhatsApp number.
      {isAdmin ? null : ' An admin can connect one.'}
    </EmptyState>
  );
}

/** Where there is only one account, and it is connected, there is nothing to tell apart. */
function labelFor({ accountId }: ListedTemplate, accounts: TemplateAccount[]): string | null {
  const label = accounts.find((one) => one.accountId === accountId)?.label ?? 'Not connected';
  return accounts.length > 1 || label === 'Not connected' ? label : null;
}

interface FiltersProps {
  filter: TemplateFilter;
  templates: ListedTemplate[];
  accounts: TemplateAccount[];
}

function Filters({ filter, templates, accounts }: FiltersProps) {
  const change = (next: Partial<TemplateFilter>) =>
    window.history.replaceState(null, '', templatesHref({ ...filter, ...next }));
  const languages = [...new Set(templates.map(({ language }) => language))];
  return (
    <div role="search" className="flex flex-wrap gap-2">
      <InputWithIcon
        icon={<Search aria-hidden className="size-3.5" />}
        type="search"
        aria-label="Search the templates"
        placeholder="Search"
        defaultValue={filter.search}
        onChange={({ target }) => change({ search: target.value })}
        className="min-w-40 flex-1 max-sm:basis-full"
      />
      <Choice
        label="Status"
        value={filter.status}
        options={Object.entries(STATUS_WORDS).filter(([status]) => status !== 'deleted')}
        onChange={(status) => change({ status })}
      />
      <Choice
        label="Language"
        value={filter.language}
        options={languages.map((code) => [code, languageName(code)])}
        onChange={(language) => change({ language })}
      />
      <Choice
        label="Category"
        value={filter.category}
        options={[
          ['utility', 'Utility'],
          ['marketing', 'Marketing'],
          ['authentication', 'Authentication'],
        ]}
        onChange={(category) => change({ category })}
      />
      {accounts.length < 2 ? null : (
        <Choice
          label="Account"
          value={filter.account}
          options={accounts.map(({ accountId, label }) => [accountId, label])}
          onChange={(account) => change({ account })}
        />
      )}
    </div>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  options: [string, string][];
  onChange: (value: string) => void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <Select
      aria-label={label}
      value={value}
      onChange={({ target }) => onChange(target.value)}
      className="w-40 max-sm:w-full max-sm:flex-1 max-sm:basis-[45%]"
    >
      <option value="">{`Any ${label.toLowerCase()}`}</option>
      {options.map(([code, name]) => (
        <option key={code} value={code}>
          {name}
        </option>
      ))}
    </Select>
  );
}

function ListSkeleton() {
  return (
    <SkeletonRegion label="Loading the templates" className="grid gap-4 px-6 pt-4">
      {[0, 1, 2, 3].map((row) => (
        <Skeleton key={row} className="h-14 w-full rounded-md!" />
      ))}
    </SkeletonRegion>
  );
}

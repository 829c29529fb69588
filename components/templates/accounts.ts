import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '#server/trpc/root.ts';

export type TemplateChannel = inferRouterOutputs<AppRouter>['templates']['channels'][number];

/** What templates belong to: several numbers may share one. */
export interface TemplateAccount {
  accountId: string;
  /** One of its channels, through which the provider is asked. */
  channelId: string;
  label: string;
}

/** The connected accounts, each under the names of its channels. */
export function accountsOf(channels: readonly TemplateChannel[]): TemplateAccount[] {
  const known = new Map<string, TemplateAccount>();
  for (const { id, name, accountId } of channels) {
    if (accountId === null) continue;
    const before = known.get(accountId);
    known.set(accountId, {
      accountId,
      channelId: before?.channelId ?? id,
      label: before === undefined ? name : `${before.label}, ${name}`,
    });
  }
  return [...known.values()];
}

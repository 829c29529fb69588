import { accountsOf } from '#components/templates/accounts.ts';
import type { TemplateChannel } from '#components/templates/accounts.ts';

type SyncState =
  /** Nothing is known yet. */
  | { kind: 'loading' }
  /** Whether there is a number could not be found out. */
  | { kind: 'failed' }
  /** There is nothing to read from. */
  | { kind: 'no account' }
  | {
      kind: 'known';
      isSyncing: boolean;
      /** Of the account that was read longest ago; null when none was. */
      syncedAt: number | null;
      trouble: string | null;
    };

/** How the templates here stand to those at WhatsApp. */
export function syncStateOf(
  channels: readonly TemplateChannel[] | undefined,
  hasFailed: boolean,
): SyncState {
  if (channels === undefined) return { kind: hasFailed ? 'failed' : 'loading' };
  if (accountsOf(channels).length === 0) return { kind: 'no account' };
  const times = channels.flatMap(({ syncedAt }) => (syncedAt === null ? [] : [syncedAt.getTime()]));
  return {
    kind: 'known',
    isSyncing: channels.some(({ isSyncing }) => isSyncing),
    syncedAt: times.length === 0 ? null : Math.min(...times),
    trouble: channels.find(({ syncTrouble }) => syncTrouble !== null)?.syncTrouble ?? null,
  };
}

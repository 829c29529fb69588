import type { ChannelConnection } from '#server/channels/types.ts';

export type FindingState = 'ok' | 'warning' | 'problem' | 'unknown';

/** What one check of a channel found, in words for its admins. */
export interface ChannelFinding {
  /** Which check it was; one finding each. */
  check: string;
  state: FindingState;
  title: string;
  /** `{at}` in it stands for the moment `at`, told as people tell it. */
  sentence: string;
  /** What to do about it, one deed each. */
  steps?: string[];
  link?: { label: string; href: string };
  /** A word or two at the end of the line. */
  badge?: string;
  at?: string;
}

/** An account as the provider knows it. */
export interface FoundAccount {
  /** What people call it: a verified name. */
  name: string;
  /** What customers write to, for people to read. */
  displayAddress: string;
  /** What holds the account there; null when that is not known. */
  accountId: string | null;
}

/** What the provider said no to, as one sentence for people. */
export interface SetupRefusal {
  sentence: string;
  /** The name of the field that it is about. */
  field?: 'externalId' | 'accountId' | 'accessToken' | 'appSecret' | 'pin';
  /** Nobody knows whether it is wrong: the provider did not answer. */
  isPassing: boolean;
}

export type SetupResult<T> = { ok: true; value: T } | { ok: false; refusal: SetupRefusal };

export interface Inspection {
  findings: ChannelFinding[];
  /** How the provider rates the account, in its word; absent when it did not say. */
  quality?: string;
  /** null = any number; absent when it did not say. */
  newPeoplePerDay?: number | null;
}

export interface InspectedAccount {
  accountId: string | null;
  webhookUrl: string;
  /** Of the installation's own app, for a channel without one. */
  ownAppSecret?: string | undefined;
  now: Date;
}

/** How an account is connected and looked after, one per kind of channel. No database, no clock. */
export interface ChannelSetup {
  /** Asks the provider whose account this is, with the credentials as they were given. */
  identify(
    connection: ChannelConnection,
    accountId: string | null,
  ): Promise<SetupResult<FoundAccount>>;
  /** Has the provider send us what happens on the account; `pin` registers the number first. */
  subscribe(
    connection: ChannelConnection,
    account: { accountId: string | null; pin?: string },
  ): Promise<SetupResult<null>>;
  /** Has the provider send us nothing more of the account, or of all the accounts of `accountId`. */
  unsubscribe(
    connection: ChannelConnection,
    account: { accountId: string | null },
  ): Promise<SetupResult<null>>;
  /** Everything the provider can be asked about the account; each question is bounded in time. */
  inspect(connection: ChannelConnection, account: InspectedAccount): Promise<Inspection>;
  /** Calls an address as the provider does before it sends anything there. */
  shakeHands(webhookUrl: string, verifyToken: string): Promise<'answered' | 'refused' | 'silent'>;
}

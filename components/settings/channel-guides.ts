import { CHANNEL_KINDS } from '#server/channels/types.ts';
import { channelWays, kindOfWay } from '#server/domain/channels/schema.ts';
import type { ChannelWay } from '#server/domain/channels/schema.ts';

/** What can be connected in this version. */
export const offeredWays: readonly ChannelWay[] = channelWays.filter((way) =>
  CHANNEL_KINDS.some((kind) => kind === kindOfWay[way]),
);

export interface GuideField {
  name: 'externalId' | 'accountId' | 'accessToken' | 'appSecret' | 'pin';
  label: string;
  hint: string;
  /** Shown as dots until somebody looks. */
  isSecret?: boolean;
}

export interface GuideStep {
  title: string;
  /** What to press, one deed a line. */
  clicks: readonly string[];
  link?: { label: string; href: string };
}

export interface ChannelGuide {
  title: string;
  /** For whom this way is. */
  summary: string;
  /** At the provider, before anything can be pasted. */
  before: readonly GuideStep[];
  fields: readonly GuideField[];
  /** At the provider, with the callback address and the verify token. */
  webhook: readonly string[];
}

const appSecret: GuideField = {
  name: 'appSecret',
  label: 'App secret',
  hint: 'App settings, Basic, Show. It tells Meta’s messages from those of strangers. Leave it empty only if this server has an app of its own.',
  isSecret: true,
};

const apps = { label: 'Open Meta for developers', href: 'https://developers.facebook.com/apps/' };

/** How each kind of account is connected: what to press there, and what to paste here. */
export const channelGuides: Record<ChannelWay, ChannelGuide> = {
  whatsapp: {
    title: 'WhatsApp',
    summary: 'A number on WhatsApp’s Cloud API.',
    before: [
      {
        title: 'Make an app at Meta',
        clicks: [
          'Press Create app and choose Connect with customers through WhatsApp.',
          'Choose your business, and create the app.',
          'Under WhatsApp, API setup, add the number that customers write to.',
        ],
        link: apps,
      },
      {
        title: 'Make a key that does not expire',
        clicks: [
          'In the business settings, open System users and add one with the role Admin.',
          'Press Assign assets and give it your app and your WhatsApp account, with full control.',
          'Press Generate token, choose the app, set the expiry to Never, and tick whatsapp_business_messaging and whatsapp_business_management.',
        ],
        link: {
          label: 'Open system users',
          href: 'https://business.facebook.com/settings/system-users',
        },
      },
    ],
    fields: [
      {
        name: 'externalId',
        label: 'Phone number ID',
        hint: 'WhatsApp, API setup, below the number. It is not the number itself.',
      },
      {
        name: 'accountId',
        label: 'WhatsApp Business Account ID',
        hint: 'On the same page, beside the phone number ID.',
      },
      {
        name: 'accessToken',
        label: 'Access token',
        hint: 'The key of the system user. Meta shows it only once.',
        isSecret: true,
      },
      appSecret,
      {
        name: 'pin',
        label: 'Two-step PIN (optional)',
        hint: 'Six digits. Only for a number that is not registered yet: it gets this PIN, or has it already.',
      },
    ],
    webhook: [
      'In your app at Meta, open WhatsApp, Configuration, and press Edit under Webhook.',
      'Paste the callback address and the verify token, and press Verify and save.',
      'Under Webhook fields switch on messages, message_template_status_update, phone_number_quality_update and account_update.',
    ],
  },
  instagram_login: {
    title: 'Instagram, with its own login',
    summary: 'A professional account; no Facebook page is needed.',
    before: [
      {
        title: 'Make an app at Meta',
        clicks: [
          'Press Create app and choose Manage messaging and content on Instagram.',
          'Open Instagram, API setup with Instagram login.',
          'Add your account, and press Generate token beside it. Allow everything that it asks for.',
        ],
        link: apps,
      },
    ],
    fields: [
      {
        name: 'externalId',
        label: 'Instagram account ID',
        hint: 'The long number below the name of the account, where the token was made.',
      },
      {
        name: 'accessToken',
        label: 'Access token',
        hint: 'The token that was made for the account. It is renewed here before it expires.',
        isSecret: true,
      },
      {
        ...appSecret,
        label: 'Instagram app secret',
        hint: 'At the top of API setup with Instagram login, Show. It is not the secret of the Facebook app.',
      },
    ],
    webhook: [
      'On the same page, open Configure webhooks.',
      'Paste the callback address and the verify token, and press Verify and save.',
      'Subscribe to messages, messaging_postbacks, messaging_seen, message_reactions and messaging_referral.',
    ],
  },
  facebook_page: {
    title: 'Instagram, with its Facebook page',
    summary: 'A professional account that is linked to a page of yours.',
    before: [
      {
        title: 'Link the account to the page',
        clicks: [
          'On Facebook, open the settings of the page, then Linked accounts, Instagram.',
          'In Instagram, allow access to messages under Settings, Messages, Connected tools.',
        ],
      },
      {
        title: 'Make a key of the page',
        clicks: [
          'In the business settings, open System users and add one with the role Admin.',
          'Press Assign assets and give it your app and the page, with full control.',
          'Press Generate token, set the expiry to Never, and tick instagram_basic, instagram_manage_messages, pages_manage_metadata and pages_show_list.',
          'Trade it for the key of the page in the Graph API Explorer: me/accounts shows it.',
        ],
        link: {
          label: 'Open system users',
          href: 'https://business.facebook.com/settings/system-users',
        },
      },
    ],
    fields: [
      {
        name: 'accountId',
        label: 'Page ID',
        hint: 'On the page under About, Page transparency.',
      },
      {
        name: 'externalId',
        label: 'Instagram account ID',
        hint: 'The business settings show it under Accounts, Instagram accounts.',
      },
      {
        name: 'accessToken',
        label: 'Page access token',
        hint: 'The key of the page, not of the system user.',
        isSecret: true,
      },
      appSecret,
    ],
    webhook: [
      'In your app at Meta, open Webhooks and choose Instagram.',
      'Paste the callback address and the verify token, and press Verify and save.',
      'Subscribe to messages, messaging_postbacks, messaging_seen, message_reactions and messaging_referral.',
    ],
  },
};

/** Of an account that is known: by which of the ways its kind is connected, as far as can be told. */
export function guideOf({ kind, accountId }: { kind: string; accountId: string | null }) {
  if (kind === 'whatsapp') return channelGuides.whatsapp;
  return accountId === null ? channelGuides.instagram_login : channelGuides.facebook_page;
}

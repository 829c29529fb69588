import { z } from 'zod';

export const channelIdInput = z.object({ channelId: z.uuid() });
export type ChannelIdInput = z.infer<typeof channelIdInput>;

/** More than any provider takes today. */
const fastest = 5_000;

/** The provider's steps: so many people may be written to first within 24 hours. */
export const newPeopleSteps = [250, 2_000, 10_000, 100_000] as const;

export const updateChannelInput = z.object({
  channelId: z.uuid(),
  /** null = any number; what is not given stays. */
  newPeoplePerDay: z.literal(newPeopleSteps).nullable().optional(),
  marksRead: z.boolean().optional(),
  sendsPerSecond: z
    .number('Give a whole number.')
    .int('Give a whole number.')
    .min(1, 'At least one message a second.')
    .max(fastest, `At most ${fastest.toLocaleString('en')} messages a second.`),
});
export type UpdateChannelInput = z.infer<typeof updateChannelInput>;

/** The ways to connect an account; an Instagram account comes by itself or with its Facebook page. */
export const channelWays = ['whatsapp', 'instagram_login', 'facebook_page'] as const;
export type ChannelWay = (typeof channelWays)[number];

/** The kind of channel that each way connects; a kind that is not built in is not offered. */
export const kindOfWay = {
  whatsapp: 'whatsapp',
  instagram_login: 'instagram',
  facebook_page: 'instagram',
} as const satisfies Record<ChannelWay, string>;

const digits = (required: boolean) =>
  z
    .string()
    .trim()
    .max(64, 'This is too long for an id.')
    .regex(required ? /^\d+$/ : /^\d*$/, {
      error: ({ input }) =>
        input === '' ? 'Paste the id.' : 'An id at Meta is made of digits only.',
    });
/** An empty field of a form is one that was not given. */
const orAbsent = (text: z.ZodString) =>
  text.optional().transform((value) => (value === '' ? undefined : value));

const accessToken = z
  .string()
  .trim()
  .min(1, 'Paste the access token.')
  .max(4_000, 'This is too long for an access token.')
  .regex(/^\S*$/, 'There is a space or a line break in this token. Copy it again.');
const appSecret = orAbsent(
  z
    .string()
    .trim()
    .max(200, 'This is too long for an app secret.')
    .regex(/^\S*$/, 'There is a space or a line break in this secret. Copy it again.'),
);
const accountId = orAbsent(digits(false));
const pin = orAbsent(
  z
    .string()
    .trim()
    .regex(/^(\d{6})?$/, 'The PIN has six digits.'),
);

/** What may be left out of a form may be left out of a call. */
type Pasted<T extends object> = Omit<T, MayBeAbsent> & Partial<Pick<T, MayBeAbsent & keyof T>>;
type MayBeAbsent = 'accountId' | 'appSecret' | 'pin';

const channelName = z.string().trim().min(1, 'Give it a name.').max(60, 'At most 60 characters.');

/** What is pasted to connect an account; it is checked with the provider before it is kept. */
export const connectChannelInput = z
  .object({
    way: z.enum(channelWays),
    /** Of the number, or of the Instagram account. */
    externalId: digits(true),
    /** Of what holds the account: the WhatsApp Business Account, or the page. */
    accountId,
    accessToken,
    /** May be absent where the installation has an app of its own. */
    appSecret,
    /** Registers a number that is not in service yet. */
    pin,
  })
  .refine(({ way, accountId }) => way === 'instagram_login' || accountId !== undefined, {
    path: ['accountId'],
    error: 'Paste the id.',
  });
export type ConnectChannelInput = Pasted<z.output<typeof connectChannelInput>>;

/** New credentials for an account that is known; what is not given stays, if there still is any. */
export const changeCredentialsInput = z.object({
  channelId: z.uuid(),
  accountId,
  accessToken,
  appSecret,
  pin,
});
export type ChangeCredentialsInput = Pasted<z.output<typeof changeCredentialsInput>>;

export const renameChannelInput = z.object({ channelId: z.uuid(), name: channelName });
export type RenameChannelInput = z.infer<typeof renameChannelInput>;

export const sendTestMessageInput = z.object({
  channelId: z.uuid(),
  /** As people write a number down. */
  to: z.string().trim().min(1, 'Type the number first.').max(40),
  /** Made by the browser once per message. */
  clientId: z.uuid(),
});
export type SendTestMessageInput = z.infer<typeof sendTestMessageInput>;

/** What one check found, as it is kept. */
export const channelFinding = z.object({
  check: z.string(),
  state: z.enum(['ok', 'warning', 'problem', 'unknown']),
  title: z.string(),
  sentence: z.string(),
  steps: z.array(z.string()).optional(),
  link: z.object({ label: z.string(), href: z.string() }).optional(),
  badge: z.string().optional(),
  at: z.string().optional(),
});

import { z } from 'zod';

/** How an account stands at the emulated provider; an empty object is one in good order. */
export const conditionSchema = z.strictObject({
  token: z.enum(['permanent', 'expiring', 'expired']).default('permanent'),
  /** Scopes that the token was made without. */
  missing_permissions: z.array(z.string().max(64)).max(10).default([]),
  quality: z.enum(['GREEN', 'YELLOW', 'RED', 'UNKNOWN']).default('GREEN'),
  tier: z
    .enum(['TIER_250', 'TIER_2K', 'TIER_10K', 'TIER_100K', 'TIER_UNLIMITED'])
    .default('TIER_250'),
  status: z
    .enum(['CONNECTED', 'PENDING', 'FLAGGED', 'RESTRICTED', 'DISCONNECTED'])
    .default('CONNECTED'),
  name_status: z
    .enum(['APPROVED', 'AVAILABLE_WITHOUT_REVIEW', 'PENDING_REVIEW', 'DECLINED', 'EXPIRED'])
    .default('APPROVED'),
  /** Whether the account sends what happens on it to the app. */
  subscribed: z.boolean().default(true),
  /** Another app than this one that it sends to instead. */
  subscribed_app: z
    .string()
    .regex(/^\d{1,32}$/)
    .optional(),
  /** The webhook fields that are switched off. */
  missing_fields: z.array(z.string().max(64)).max(20).default([]),
  /** Where the app's webhook goes, when it is to be told. */
  callback_url: z.url().optional(),
  /** The two-step PIN of the number, when it is to have one. */
  pin: z
    .string()
    .regex(/^\d{6}$/)
    .optional(),
});

export type Condition = z.output<typeof conditionSchema>;

export interface Conditions {
  of(accountId: string): Condition;
  set(accountId: string, condition: Condition): void;
  /** All accounts are reached with one token: what is wrong with it is wrong for each. */
  ofToken(): Pick<Condition, 'token' | 'missing_permissions'>;
  clear(): void;
}

/** Kept in memory: after a restart every account is in good order again. */
export function createConditions(): Conditions {
  const own = new Map<string, Condition>();
  const good = conditionSchema.parse({});
  return {
    of: (accountId) => own.get(accountId) ?? good,
    set: (accountId, condition) => void own.set(accountId, condition),
    ofToken() {
      const all = [...own.values()];
      return {
        token: all.find(({ token }) => token !== 'permanent')?.token ?? 'permanent',
        missing_permissions: all.flatMap((one) => one.missing_permissions),
      };
    },
    clear: () => own.clear(),
  };
}

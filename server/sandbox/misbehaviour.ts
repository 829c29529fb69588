import { z } from 'zod';

const howOften = z.union([z.int().min(1).max(1_000_000), z.literal('all')]).default(1);

/** What the sandbox can be told to do wrong; an empty object is good behaviour. */
export const misbehaviourSchema = z.strictObject({
  /** Refuse with this Graph error. */
  fail: z
    .strictObject({
      code: z.int().min(0),
      http_status: z.int().min(400).max(599).default(400),
      retry_after_seconds: z.int().min(0).optional(),
      count: howOften,
    })
    .optional(),
  /** Take the message and later report it failed with this code. */
  fail_later: z.strictObject({ code: z.int().min(0), count: howOften }).optional(),
  /** Cut the connection, before or after taking the message. */
  drop: z
    .strictObject({ when: z.enum(['before', 'after']).default('after'), count: howOften })
    .optional(),
  /** Take the message and answer with something that is not JSON. */
  garbage: z
    .strictObject({ http_status: z.int().min(200).max(599).default(200), count: howOften })
    .optional(),
  /** Take the message and answer this late. */
  slow: z.strictObject({ delay_ms: z.int().min(1).max(120_000), count: howOften }).optional(),
  /** Take the message and never answer. */
  silent: z.strictObject({ count: howOften }).optional(),
  /** Take every message and let the answer wait. */
  delay_ms: z.int().min(0).max(120_000).default(0),
  /** Send every webhook this many times more, at once. */
  duplicate_webhooks: z.int().min(0).max(50).default(0),
  /** Collect webhooks for a moment and send them shuffled. */
  reorder_webhooks: z.boolean().default(false),
  /** Send no webhook until this is false again. */
  hold_webhooks: z.boolean().default(false),
});

export type MisbehaviourSettings = z.output<typeof misbehaviourSchema>;
/** What is done so many times and then no more. */
export type Counted = 'fail' | 'fail_later' | 'drop' | 'garbage' | 'slow' | 'silent';
/** What the ledger calls a thing done wrong. */
export type Misdeed = Counted | 'duplicate_webhooks' | 'reorder_webhooks';

export interface Misbehaviour {
  /** What applies to a number: its own settings, or else everybody's. */
  of(phoneNumberId: string): MisbehaviourSettings;
  /** Replaces the settings of one number, or of all numbers without their own. */
  set(settings: MisbehaviourSettings, phoneNumberId?: string): void;
  /** The deed, if one is due now; each counts once. */
  take<K extends Counted>(phoneNumberId: string, deed: K): MisbehaviourSettings[K];
  clear(): void;
}

/** The sandbox's bad manners; kept in memory, a restart is well behaved again. */
export function createMisbehaviour(): Misbehaviour {
  let everybody = misbehaviourSchema.parse({});
  const own = new Map<string, MisbehaviourSettings>();
  const of = (phoneNumberId: string) => own.get(phoneNumberId) ?? everybody;
  return {
    of,
    set(settings, phoneNumberId) {
      if (phoneNumberId === undefined) everybody = settings;
      else own.set(phoneNumberId, settings);
    },
    take(phoneNumberId, deed) {
      const settings = of(phoneNumberId);
      const due = settings[deed];
      if (due === undefined || due.count === 'all') return due;
      due.count -= 1;
      if (due.count === 0) settings[deed] = undefined;
      return due;
    },
    clear() {
      everybody = misbehaviourSchema.parse({});
      own.clear();
    },
  };
}

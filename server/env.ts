import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { perProcess } from '#server/per-process.ts';
import { generatedSecrets } from '#server/generated-secrets.ts';
import { ConfigurationError } from '#server/configuration-error.ts';

const url = z.url({ protocol: /^https?$/, error: 'must be an http or https address' });
const address = url.transform((value) => value.replace(/\/+$/, ''));
const port = z.coerce
  .number({ error: 'must be a number between 1 and 65535' })
  .int('must be a whole number')
  .min(1, 'must be between 1 and 65535')
  .max(65_535, 'must be between 1 and 65535');
const flag = z.stringbool({ error: 'must be 1 or 0' });

const encryptionKey = z
  .string()
  .transform(toKeyBytes)
  .refine((bytes) => bytes.length === 32, 'must be 32 random bytes in base64 (or hex)')
  .transform((bytes) => bytes.toString('base64'));

/** Every setting of the product; the keys are those of `.env.example`. */
export const envSchema = z.object({
  NODE_ENV: z.enum(['production', 'development', 'test']).default('production'),
  PORT: port.default(3000),
  APP_URL: address.optional(),
  DATABASE_URL: z
    .url({
      protocol: /^postgres(ql)?$/,
      error: 'must look like postgres://user:password@host/name',
    })
    .optional(),
  DATA_DIR: z.string().default('.data'),
  NEXTAUTH_SECRET: z.string().min(16, 'must have at least 16 characters').optional(),
  ENCRYPTION_KEY: encryptionKey.optional(),
  ENCRYPTION_KEYS_OLD: z
    .string()
    .transform((value) => value.split(/[\s,]+/).filter(Boolean))
    .pipe(z.array(encryptionKey))
    .default([]),
  META_APP_SECRET: z.string().optional(),
  META_VERIFY_TOKEN: z.string().optional(),
  GRAPH_API_BASE_URL: address.optional(),
  INSTAGRAM_API_BASE_URL: address.optional(),
  PUSHER_APP_ID: z.string().optional(),
  PUSHER_KEY: z.string().optional(),
  PUSHER_SECRET: z.string().optional(),
  PUSHER_CLUSTER: z.string().optional(),
  PUSHER_HOST: z.string().optional(),
  PUSHER_PORT: port.optional(),
  INNGEST_BASE_URL: address.optional(),
  INNGEST_EVENT_KEY: z.string().optional(),
  INNGEST_SIGNING_KEY: z.string().optional(),
  INNGEST_DEV: z.string().optional(),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'must look like smtp://user:password@host:587' })
    .optional(),
  MAIL_FROM: z.string().optional(),
  FILES_S3_ENDPOINT: address.optional(),
  FILES_S3_BUCKET: z.string().optional(),
  FILES_S3_REGION: z.string().default('us-east-1'),
  FILES_S3_ACCESS_KEY_ID: z.string().optional(),
  FILES_S3_SECRET_ACCESS_KEY: z.string().optional(),
  DEMO: flag.default(true),
  SANDBOX: flag.optional(),
  SANDBOX_PORT: port.default(3100),
  WEBHOOK_URL: url.optional(),
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

type Parsed = z.output<typeof envSchema>;
export type Env = Omit<Parsed, 'APP_URL' | 'NEXTAUTH_SECRET' | 'ENCRYPTION_KEY'> & {
  APP_URL: string;
  /** Signs sessions. */
  NEXTAUTH_SECRET: string;
  /** 32 bytes in base64; seals stored credentials. */
  ENCRYPTION_KEY: string;
};

/** The settings, read once per process. Throws ConfigurationError with one plain sentence. */
export function env(): Env {
  return perProcess('env', () => {
    loadEnvFiles();
    return parseEnv(process.env);
  });
}

/**
 * Prepares this process before anything else is loaded: the mode that Next and React read, and no
 * blank variables, which libraries would take for values.
 */
export function prepareEnvironment(mode: 'production' | 'development'): void {
  setVariables({ NODE_ENV: mode, NEXT_TELEMETRY_DISABLED: '1' });
  loadEnvFiles();
  for (const name of [...Object.keys(envSchema.shape), 'NEXTAUTH_URL']) {
    if (process.env[name]?.trim() === '') Reflect.deleteProperty(process.env, name);
  }
}

/** Hands next-auth, which reads variables of its own, what the settings say. */
export function shareWithLibraries({ APP_URL, NEXTAUTH_SECRET }: Env): void {
  setVariables({ NEXTAUTH_URL: APP_URL, NEXTAUTH_SECRET });
}

/** The variables for a program of ours that builds or serves for production. */
export function childEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' };
}

/** Reads settings from the given variables; blank counts as absent. */
export function parseEnv(variables: Record<string, string | undefined>, root = process.cwd()): Env {
  const given = Object.entries(variables).flatMap(([name, value]) =>
    value === undefined || value.trim() === '' ? [] : [[name, value.trim()]],
  );
  const result = envSchema.safeParse(Object.fromEntries(given));
  if (!result.success) throw new ConfigurationError(sentence(result.error));
  const parsed = result.data;
  requireTogether(parsed, ['PUSHER_APP_ID', 'PUSHER_KEY', 'PUSHER_SECRET']);
  requireTogether(parsed, [
    'FILES_S3_ENDPOINT',
    'FILES_S3_BUCKET',
    'FILES_S3_ACCESS_KEY_ID',
    'FILES_S3_SECRET_ACCESS_KEY',
  ]);
  const dataDir = resolve(/* turbopackIgnore: true */ root, parsed.DATA_DIR);
  return {
    ...parsed,
    DATA_DIR: dataDir,
    APP_URL: parsed.APP_URL ?? `http://localhost:${parsed.PORT}`,
    ...secrets(parsed, dataDir),
  };
}

function secrets(parsed: Parsed, dataDir: string) {
  const { NEXTAUTH_SECRET, ENCRYPTION_KEY } = parsed;
  if (NEXTAUTH_SECRET !== undefined && ENCRYPTION_KEY !== undefined) {
    return { NEXTAUTH_SECRET, ENCRYPTION_KEY };
  }
  if (parsed.DATABASE_URL === undefined) {
    const generated = generatedSecrets(dataDir);
    return {
      NEXTAUTH_SECRET: NEXTAUTH_SECRET ?? generated.NEXTAUTH_SECRET,
      ENCRYPTION_KEY: ENCRYPTION_KEY ?? generated.ENCRYPTION_KEY,
    };
  }
  const missing = [
    NEXTAUTH_SECRET === undefined ? 'NEXTAUTH_SECRET' : '',
    ENCRYPTION_KEY === undefined ? 'ENCRYPTION_KEY' : '',
  ].filter(Boolean);
  throw new ConfigurationError(
    `${missing.join(' and ')} must be set when DATABASE_URL is set; ` +
      '`openssl rand -base64 32` makes a good value.',
  );
}

function requireTogether(parsed: Parsed, names: (keyof Parsed)[]): void {
  const missing = names.filter((name) => parsed[name] === undefined);
  if (missing.length === 0 || missing.length === names.length) return;
  throw new ConfigurationError(
    `${missing.join(' and ')} must be set too: ${names.join(', ')} belong together.`,
  );
}

function toKeyBytes(value: string): Buffer {
  return /^[0-9a-f]{64}$/i.test(value) ? Buffer.from(value, 'hex') : Buffer.from(value, 'base64');
}

function sentence(error: z.ZodError): string {
  const faults = error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
  return `The settings are not valid: ${faults.join('; ')}.`;
}

function setVariables(variables: Record<string, string>): void {
  Object.assign(process.env, variables);
}

/** `.env.local` wins over `.env`, and what is already set wins over both. */
function loadEnvFiles(): void {
  if (process.env.NODE_ENV === 'test') return;
  for (const file of ['.env.local', '.env']) {
    const path = resolve(/* turbopackIgnore: true */ process.cwd(), file);
    if (existsSync(/* turbopackIgnore: true */ path)) process.loadEnvFile(path);
  }
}

import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { env } from '#server/env.ts';

/** Says that a text is sealed as an envelope; what was sealed before there were envelopes says k1. */
const form = 'e1';
const formerForm = 'k1';

/** The key that seals, and those that only open what they sealed once. */
export interface Keyring {
  current: Buffer;
  old: readonly Buffer[];
}

/** None of the keys known here opens it: another one sealed it, for another place, or it is damaged. */
export class CannotOpenError extends Error {
  override readonly name = 'CannotOpenError';
}

/**
 * Seals a text with AES-256-GCM under a key of its own, which is sealed in turn with the installation's.
 * `boundTo` names where it belongs: moved to another place, another business say, it does not open.
 */
export function encrypt(plain: string, boundTo: string, { current }: Keyring = keyring()): string {
  const id = keyId(current);
  const dataKey = randomBytes(32);
  return [
    form,
    id,
    ...seal(dataKey, current, wrapPlace(id, boundTo)),
    ...seal(Buffer.from(plain, 'utf8'), dataKey, boundTo),
  ].join('.');
}

/** Opens what `encrypt` sealed; throws CannotOpenError when the key, the place or a single bit differs. */
export function decrypt(sealed: string, boundTo: string, keys: Keyring = keyring()): string {
  const [given, ...parts] = sealed.split('.');
  try {
    const content =
      given === form
        ? openEnvelope(parts, boundTo, keys)
        : given === formerForm
          ? openFormer(parts, boundTo, keys)
          : null;
    if (content !== null) return content.toString('utf8');
  } catch (cause) {
    throw new CannotOpenError('This text does not open with its key.', { cause });
  }
  throw new CannotOpenError('This text was sealed with a key that is not known here.');
}

/** What everything sealed as it is sealed now begins with. */
export function currentPrefix({ current }: Keyring = keyring()): string {
  return `${form}.${keyId(current)}.`;
}

/** The keys of the settings. */
export function keyring(): Keyring {
  const { ENCRYPTION_KEY, ENCRYPTION_KEYS_OLD } = env();
  const toBytes = (key: string) => Buffer.from(key, 'base64');
  return { current: toBytes(ENCRYPTION_KEY), old: ENCRYPTION_KEYS_OLD.map(toBytes) };
}

/** Tells keys apart without telling anything about them. */
function keyId(key: Buffer): string {
  return createHash('sha256').update('frontdesk key id').update(key).digest('hex').slice(0, 16);
}

const wrapPlace = (id: string, boundTo: string) => `${form}|${id}|${boundTo}`;

function openEnvelope(parts: string[], boundTo: string, keys: Keyring): Buffer | null {
  const [id = '', ...sealed] = parts;
  const key = [keys.current, ...keys.old].find((known) => keyId(known) === id);
  if (key === undefined) return null;
  const dataKey = open(sealed.slice(0, 3), key, wrapPlace(id, boundTo));
  return open(sealed.slice(3), dataKey, boundTo);
}

/** Such a text does not name its key, so each is tried. */
function openFormer(parts: string[], boundTo: string, keys: Keyring): Buffer | null {
  for (const key of [keys.current, ...keys.old]) {
    try {
      return open(parts, key, boundTo);
    } catch {
      // Another key may have sealed it.
    }
  }
  return null;
}

function seal(plain: Buffer, key: Buffer, boundTo: string): string[] {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(boundTo));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return [nonce, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'));
}

function open(parts: string[], key: Buffer, boundTo: string): Buffer {
  const [nonce, tag, sealed] = parts.map((part) => Buffer.from(part, 'base64url'));
  if (parts.length !== 3 || nonce === undefined || tag?.length !== 16 || sealed === undefined) {
    throw new Error('The sealed text is cut short.');
  }
  const decipher = createDecipheriv('aes-256-gcm', key, nonce)
    .setAAD(Buffer.from(boundTo))
    .setAuthTag(tag);
  return Buffer.concat([decipher.update(sealed), decipher.final()]);
}

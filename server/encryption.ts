import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { env } from '#server/env.ts';

const keyId = 'k1';

/**
 * Seals a text with AES-256-GCM. `boundTo` names where it belongs: moved to another place, another
 * business say, it does not open.
 */
export function encrypt(plain: string, boundTo: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key(), nonce).setAAD(Buffer.from(boundTo));
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return [keyId, nonce, cipher.getAuthTag(), sealed]
    .map((part) => (typeof part === 'string' ? part : part.toString('base64url')))
    .join('.');
}

/** Opens what `encrypt` sealed; throws when the key, the place or a single bit differs. */
export function decrypt(sealed: string, boundTo: string): string {
  const [id, nonce, tag, content] = sealed.split('.');
  if (id !== keyId || nonce === undefined || tag === undefined || content === undefined) {
    throw new Error('This text was not sealed with the current key.');
  }
  const decipher = createDecipheriv('aes-256-gcm', key(), Buffer.from(nonce, 'base64url'))
    .setAAD(Buffer.from(boundTo))
    .setAuthTag(Buffer.from(tag, 'base64url'));
  return decipher.update(content, 'base64url', 'utf8') + decipher.final('utf8');
}

function key(): Buffer {
  return Buffer.from(env().ENCRYPTION_KEY, 'base64');
}

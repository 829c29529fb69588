import { ServiceError } from '#server/domain/errors.ts';
import { perProcess } from '#server/per-process.ts';

/** What belongs to the person and so is the first guess. */
export interface PasswordOwner {
  email: string;
  name: string;
  businessName?: string;
}

/** Throws BAD_REQUEST when everybody would guess the password; its length is the schema's matter. */
export async function checkPassword(password: string, owner: PasswordOwner): Promise<void> {
  const folded = fold(password);
  if (ownWords(owner).includes(folded)) {
    throw refusal('Choose a password that is not your name, your email or your business.');
  }
  if (isRepetition(folded) || (await commonPasswords()).has(folded)) {
    throw refusal('Many people use this password, so it is guessed first. Choose another.');
  }
}

function ownWords({ email, name, businessName = '' }: PasswordOwner): string[] {
  const [local = '', domain = ''] = email.split('@');
  const words = [email, local, domain, name, businessName, 'frontdesk'].map(fold);
  return [...words, ...words.map((word) => word.replaceAll(/[^\p{L}\p{N}]/gu, ''))];
}

/** One or two characters over and over. */
function isRepetition(password: string): boolean {
  return new Set(password).size <= 2;
}

function fold(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}

function refusal(sentence: string): ServiceError {
  return new ServiceError('BAD_REQUEST', sentence, { details: { field: 'password' } });
}

function commonPasswords(): Promise<Set<string>> {
  return perProcess('accounts.common-passwords', async () => {
    const { dictionary } = await import('@zxcvbn-ts/language-common');
    const words = dictionary['passwords-common'];
    return new Set(words.map(String).filter((word) => word.length >= 8));
  });
}

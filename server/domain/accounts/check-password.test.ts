import { describe, expect, test } from 'vitest';
import { checkPassword } from '#server/domain/accounts/check-password.ts';
import { hashPassword, verifyPassword } from '#server/domain/accounts/hash-password.ts';
import { newPasswordSchema } from '#server/domain/accounts/schema.ts';
import { refusalOf } from '#tests/setup/test-account-context.ts';

const owner = {
  email: 'meera.kapoor@salon.test',
  name: 'Meera Kapoor',
  businessName: 'Luxe Salon',
};

describe('a new password', () => {
  test.each(['password', 'Password1', '12345678', 'qwertyuiop', 'iloveyou', 'PASSWORD'])(
    'everybody’s password is refused: %s',
    async (password) => {
      expect(await refusalOf(checkPassword(password, owner))).toBe('BAD_REQUEST');
    },
  );

  test.each([
    'meera.kapoor@salon.test',
    'Meera Kapoor',
    'meerakapoor',
    'LUXE SALON',
    'luxesalon',
    'Frontdesk',
    'aaaaaaaaaaaa',
    'abababababab',
  ])('one’s own words and repetitions are refused: %s', async (password) => {
    expect(await refusalOf(checkPassword(password, owner))).toBe('BAD_REQUEST');
  });

  test.each(['correct horse battery', 'nine birds', 'पासवर्ड मेरा है', '🐢🐇🐎🐖🐄🐓🐑🐐'])(
    'no composition is asked for: %s',
    async (password) => {
      expect(newPasswordSchema.safeParse(password).success).toBe(true);
      expect(await refusalOf(checkPassword(password, owner))).toBeNull();
    },
  );

  test('its length is counted in characters: 8 to 128', () => {
    expect(newPasswordSchema.safeParse('🐢'.repeat(7)).success).toBe(false);
    expect(newPasswordSchema.safeParse('🐢'.repeat(8)).success).toBe(true);
    expect(newPasswordSchema.safeParse('🐢'.repeat(128)).success).toBe(true);
    expect(newPasswordSchema.safeParse('🐢'.repeat(129)).success).toBe(false);
  });

  test('it is kept as Argon2id and checked whatever the spelling of its letters', async () => {
    const stored = await hashPassword('caf\u00e9 du coin');
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await verifyPassword('cafe\u0301 du coin', stored)).toBe(true);
    expect(await verifyPassword('cafe du coin', stored)).toBe(false);
    expect(await verifyPassword('nobody has this password', null)).toBe(false);
  });
});

import { expect, test } from 'vitest';
import { keepPastedIds, readPastedIds } from '#components/settings/pasted-ids.ts';

const none = { externalId: '', accountId: '' };

function tab() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

test('ids come back after a reload, for the way they were pasted for, and go when they are emptied', () => {
  const storage = tab();
  keepPastedIds('whatsapp', { externalId: '123', accountId: '' }, storage);
  expect(readPastedIds('whatsapp', storage)).toEqual({ externalId: '123', accountId: '' });
  expect(readPastedIds('facebook_page', storage)).toEqual(none);
  keepPastedIds('whatsapp', none, storage);
  expect(storage.kept.size).toBe(0);
});

test('nothing but the ids is kept, whatever else the form holds', () => {
  const storage = tab();
  const form = { externalId: '123', accountId: '456', accessToken: 'EAAB-secret', pin: '123456' };
  keepPastedIds('whatsapp', form, storage);
  expect(JSON.stringify([...storage.kept])).not.toMatch(/secret|123456/);
});

test('what is broken, or not to be had, counts as nothing', () => {
  const storage = tab();
  storage.setItem('frontdesk.connect.whatsapp', '{');
  expect(readPastedIds('whatsapp', storage)).toEqual(none);
  storage.setItem('frontdesk.connect.whatsapp', '{"externalId":5}');
  expect(readPastedIds('whatsapp', storage)).toEqual(none);
  const forbidden = () => {
    throw new Error('forbidden');
  };
  const closed = { getItem: forbidden, setItem: forbidden, removeItem: forbidden };
  expect(readPastedIds('whatsapp', closed)).toEqual(none);
  expect(() => keepPastedIds('whatsapp', { externalId: '1', accountId: '' }, closed)).not.toThrow();
});

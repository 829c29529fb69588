import { describe, expect, it } from 'vitest';
import { createFormat } from '#components/create-format.ts';

const mumbai = createFormat({ locale: 'en-IN', timeZone: 'Asia/Kolkata', currency: 'INR' });
const lisbon = createFormat({ locale: 'en-GB', timeZone: 'Europe/Lisbon', currency: 'EUR' });
const saoPaulo = createFormat({ locale: 'pt-BR', timeZone: 'America/Sao_Paulo', currency: 'BRL' });
const plain = (text: string) => text.replace(/[\u202f\u00a0]/g, ' ');

describe('days', () => {
  it('change at midnight of the business, not of the server', () => {
    const moment = '2026-11-20T19:00:00Z'; // half past midnight in Mumbai
    expect(mumbai.dayKey(moment)).toBe('2026-11-21');
    expect(lisbon.dayKey(moment)).toBe('2026-11-20');
    expect(mumbai.day(moment, '2026-11-21T06:00:00Z')).toBe('Today');
    expect(lisbon.day(moment, '2026-11-21T06:00:00Z')).toBe('Yesterday');
  });

  it('are still one day apart when the clocks go back', () => {
    const before = '2026-10-24T23:30:00Z'; // 00:30 on the day that lasts 25 hours
    const after = '2026-10-26T00:15:00Z';
    expect(lisbon.dayKey(before)).toBe('2026-10-25');
    expect(lisbon.day(before, after)).toBe('Yesterday');
    expect(lisbon.time('2026-10-25T00:30:00Z')).toBe(lisbon.time('2026-10-25T01:30:00Z'));
  });

  it('are still one day apart when the clocks go forward', () => {
    expect(lisbon.day('2026-03-28T12:00:00Z', '2026-03-29T22:59:00Z')).toBe('Yesterday');
    expect(lisbon.day('2026-03-29T22:59:00Z', '2026-03-29T23:01:00Z')).toBe('Yesterday');
  });

  it('of the last week go by their name, older ones by their date', () => {
    const now = '2026-11-21T06:00:00Z';
    expect(mumbai.day('2026-11-17T06:00:00Z', now)).toBe('Tuesday');
    expect(mumbai.day('2026-11-14T06:00:00Z', now)).toBe('14 Nov');
    expect(mumbai.day('2025-11-14T06:00:00Z', now)).toBe('14 Nov 2025');
  });

  it('that are still to come go by their date', () => {
    expect(mumbai.day('2026-11-22T06:00:00Z', '2026-11-21T06:00:00Z')).toBe('22 Nov');
  });

  it('are named in the language of the locale', () => {
    expect(saoPaulo.day('2026-11-21T12:00:00Z', '2026-11-21T13:00:00Z')).toBe('Hoje');
  });
});

describe('the end of a row', () => {
  const now = '2026-11-21T09:30:00Z';

  it('is the time today, then the day, then the date', () => {
    expect(plain(mumbai.when('2026-11-21T09:01:00Z', now))).toBe('2:31 pm');
    expect(mumbai.when('2026-11-20T09:01:00Z', now)).toBe('Yesterday');
    expect(mumbai.when('2026-11-17T09:01:00Z', now)).toBe('Tue');
    expect(mumbai.when('2026-10-26T09:01:00Z', now)).toBe('26 Oct');
  });
});

describe('distances', () => {
  const now = '2026-11-21T09:30:00Z';

  it('are told in the largest whole unit', () => {
    expect(mumbai.relative('2026-11-21T09:29:40Z', now)).toBe('now');
    expect(mumbai.relative('2026-11-21T09:25:00Z', now)).toBe('5 minutes ago');
    expect(mumbai.relative('2026-11-21T11:45:00Z', now)).toBe('in 2 hours');
    expect(mumbai.relative('2026-11-20T09:30:00Z', now)).toBe('yesterday');
  });
});

describe('what is to come', () => {
  it('is told with its weekday, and its year when that is another', () => {
    const now = '2026-11-19T06:00:00Z';
    expect(plain(mumbai.upcoming('2026-11-21T04:30:00Z', now))).toBe('Sat 21 Nov, 10:00 am');
    expect(plain(lisbon.upcoming('2027-01-04T09:00:00Z', now))).toBe('Mon 4 Jan 2027, 9:00');
  });
});

describe('numbers and money', () => {
  it('follow the locale of the business', () => {
    expect(mumbai.number(684_200)).toBe('6,84,200');
    expect(mumbai.money(684_200)).toBe('₹6,84,200');
    expect(plain(saoPaulo.money(1_234.5))).toBe('R$ 1.234,50');
    expect(lisbon.money(12.4)).toBe('€12.40');
  });

  it('can name another currency', () => {
    expect(mumbai.money(20, 'EUR')).toBe('€20');
  });
});

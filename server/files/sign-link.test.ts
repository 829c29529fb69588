import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readLink, signLink } from '#server/files/sign-link.ts';

const minuteMs = 60_000;
const now = new Date('2026-05-04T10:07:00Z');
const file = { businessId: randomUUID(), attachmentId: randomUUID(), variant: 'file' as const };

function opened(link: string, at = now) {
  const url = new URL(link, 'http://desk.test');
  return readLink(url.pathname.split('/').at(-1) ?? '', url.searchParams, at);
}
function changed(link: string, name: string, value: string): string {
  const url = new URL(link, 'http://desk.test');
  url.searchParams.set(name, value);
  return url.pathname + url.search;
}

describe('a link to a file', () => {
  test('opens that file for half an hour at least and an hour at most', () => {
    for (let minute = 0; minute < 60; minute += 1) {
      const made = new Date(now.getTime() + minute * minuteMs);
      const link = signLink(file, made);
      const at = (minutes: number) => opened(link, new Date(made.getTime() + minutes * minuteMs));
      expect(at(30)).toEqual({ ...file, isOver: false });
      expect(at(61)).toEqual({ ...file, isOver: true });
    }
  });

  test('stays the same for a while, so that a browser need not load a file twice', () => {
    expect(signLink(file, new Date(now.getTime() + minuteMs))).toBe(signLink(file, now));
  });

  test('opens nothing else', () => {
    const link = signLink(file, now);
    const until = new URL(link, 'http://desk.test').searchParams.get('until');
    const signature = new URL(link, 'http://desk.test').searchParams.get('signature') ?? '';
    for (const forged of [
      link.replace(file.attachmentId, randomUUID()),
      changed(link, 'business', randomUUID()),
      changed(link, 'variant', 'thumbnail'),
      changed(link, 'variant', 'all'),
      changed(link, 'until', String(Number(until) + 1)),
      changed(link, 'until', `0${until ?? ''}`),
      changed(link, 'until', ''),
      changed(link, 'signature', ''),
      changed(link, 'signature', signature.slice(0, -1)),
      changed(link, 'signature', `${signature.slice(0, -1)}${signature.endsWith('A') ? 'E' : 'A'}`),
      changed(link, 'signature', 'A'.repeat(43)),
      changed(link, 'signature', 'ä'.repeat(43)),
      `/api/files/${file.attachmentId}`,
    ]) {
      expect(opened(forged), forged).toBe('forged');
    }
    expect(opened(link)).toEqual({ ...file, isOver: false });
  });
});

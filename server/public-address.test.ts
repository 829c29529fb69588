import { expect, test } from 'vitest';
import { isPublicAddress } from '#server/public-address.ts';

test.each([
  'https://desk.luxe.salon/api/webhooks/whatsapp',
  'https://desk.example.com',
  'https://8.8.8.8',
  'https://[2606:4700::1111]',
  'https://172.32.0.1',
])('%s can be reached from outside', (url) => {
  expect(isPublicAddress(url)).toBe(true);
});

test.each([
  'http://desk.luxe.salon',
  'https://localhost:3000',
  'https://desk',
  'https://desk.local',
  'https://desk.home',
  'https://127.0.0.1',
  'https://2130706433',
  'https://10.1.2.3',
  'https://172.16.0.1',
  'https://192.168.1.20',
  'https://169.254.169.254',
  'https://100.64.1.1',
  'https://[::1]',
  'https://[fd00::1]',
  'https://[fe80::1]',
  'https://[::ffff:127.0.0.1]',
])('%s cannot', (url) => {
  expect(isPublicAddress(url)).toBe(false);
});

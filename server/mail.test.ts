import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { mailer, smtpMailer } from '#server/mail.ts';

/** A mail server that takes one message, enough of the protocol for that. */
function startMailServer() {
  const received: string[] = [];
  const server = createServer((socket) => {
    let inBody = false;
    socket.write('220 here\r\n');
    socket.on('data', (chunk: Buffer) => {
      const text = chunk.toString();
      if (inBody) {
        received.push(text);
        inBody = !text.includes('\r\n.\r\n');
        if (!inBody) socket.write('250 taken\r\n');
      } else if (text.startsWith('DATA')) {
        inBody = true;
        socket.write('354 go on\r\n');
      } else socket.write(text.startsWith('QUIT') ? '221 bye\r\n' : '250 ok\r\n');
    });
  });
  return new Promise<{ url: string; received: string[]; stop: () => void }>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve({ url: `smtp://127.0.0.1:${port}`, received, stop: () => server.close() });
    });
  });
}

test('a mail reaches the mail server with its sender, its receiver and its words', async () => {
  const { url, received, stop } = await startMailServer();
  const mail = smtpMailer(url, 'Frontdesk <desk@example.test>');
  await mail.send({ to: 'ana@example.test', subject: 'Join us', text: 'Here is the link.' });
  const message = received.join('');
  expect(message).toContain('From: Frontdesk <desk@example.test>');
  expect(message).toContain('To: ana@example.test');
  expect(message).toContain('Subject: Join us');
  expect(message).toContain('Here is the link.');
  stop();
});

test('a mail server that is not there is an error', async () => {
  const { url, stop } = await startMailServer();
  stop();
  const mail = smtpMailer(url, 'desk@example.test');
  await expect(mail.send({ to: 'a@example.test', subject: 's', text: 't' })).rejects.toThrow();
});

test('without a mail server callers are told beforehand', () => {
  expect(mailer().isConfigured).toBe(false);
});

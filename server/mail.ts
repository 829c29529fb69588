import { createTransport } from 'nodemailer';
import { env } from '#server/env.ts';
import { perProcess } from '#server/per-process.ts';
import type { Mailer } from '#server/domain/context.ts';

const patienceMs = 10_000;

/** Sends through SMTP_URL; without it nothing is sent and callers show the link instead. */
export function mailer(): Mailer {
  return perProcess('mailer', () => {
    const { SMTP_URL, MAIL_FROM, APP_URL } = env();
    return SMTP_URL === undefined
      ? noMailer
      : smtpMailer(SMTP_URL, MAIL_FROM ?? `Frontdesk <no-reply@${new URL(APP_URL).hostname}>`);
  });
}

const noMailer: Mailer = {
  isConfigured: false,
  send: () => Promise.reject(new Error('No mail server is configured.')),
};

/** A mailer over one SMTP server; rejects within seconds when the server does not answer. */
export function smtpMailer(url: string, from: string): Mailer {
  const transport = createTransport({
    url,
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
  });
  return {
    isConfigured: true,
    send: async (mail) => {
      await transport.sendMail({ from, ...mail });
    },
  };
}

import { fileURLToPath } from 'node:url';

/** @type {import('next').NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  // `npm run verify` type-checks the whole project; a start does not do it a second time.
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: fileURLToPath(new URL('.', import.meta.url)) },
  serverExternalPackages: [
    '@node-rs/argon2',
    'nodemailer',
    'pg',
    'pino',
    'postgres',
    'pusher',
    'undici',
  ],
};

export default config;

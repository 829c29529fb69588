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
    'file-type',
    'music-metadata',
    'nodemailer',
    'pg',
    'pino',
    'postgres',
    'pusher',
    'sharp',
    'undici',
  ],
};

export default config;

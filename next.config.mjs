import { fileURLToPath } from 'node:url';

/** @type {import('next').NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  // Not a dynamic segment: the router begins the page anew under each of its values, also when it only
  // draws it again, and the inbox changes its address without asking the server.
  rewrites: () => [
    {
      source: '/inbox/:conversation([0-9a-fA-F-]{36})',
      destination: '/inbox?conversation=:conversation',
    },
  ],
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

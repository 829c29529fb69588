import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import {
  contentSecurityPolicy,
  realtimeSources,
  securityHeaders,
  TOASTER_STYLE_HASHES,
} from '#server/http/security-headers.ts';

function directive(policy: string, name: string): string {
  return policy.split('; ').find((part) => part.startsWith(`${name} `)) ?? '';
}

describe('the content security policy', () => {
  const policy = contentSecurityPolicy({ nonce: 'abc' });

  it('lets only scripts with the nonce of this response run', () => {
    expect(directive(policy, 'script-src')).toBe("script-src 'self' 'nonce-abc' 'strict-dynamic'");
  });

  it('allows no inline style sheet without the nonce or a known hash', () => {
    expect(directive(policy, 'style-src')).toContain("'nonce-abc'");
    expect(directive(policy, 'style-src')).not.toContain('unsafe-inline');
  });

  it('keeps the product out of frames, foreign forms and plug-ins', () => {
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("form-action 'self'");
    expect(policy).toContain("object-src 'none'");
    expect(policy).toContain("base-uri 'self'");
  });

  it('opens evaluation and sockets in development alone', () => {
    const development = contentSecurityPolicy({ nonce: 'abc', isDevelopment: true });
    expect(development).toContain("'unsafe-eval'");
    expect(directive(development, 'connect-src')).toContain('ws:');
    expect(policy).not.toContain("'unsafe-eval'");
    expect(policy).not.toContain('ws:');
  });

  it('lets the browser reach the realtime server that is configured and no other', () => {
    expect(directive(policy, 'connect-src')).toBe("connect-src 'self'");
    const connectSources = realtimeSources({ PUSHER_KEY: 'key', PUSHER_CLUSTER: 'ap2' });
    expect(directive(contentSecurityPolicy({ nonce: 'n', connectSources }), 'connect-src')).toBe(
      "connect-src 'self' wss://ws-ap2.pusher.com",
    );
    expect(
      realtimeSources({ PUSHER_KEY: 'key', PUSHER_HOST: 'push.example', PUSHER_PORT: 6001 }),
    ).toEqual(['ws://push.example:6001', 'wss://push.example:6001']);
    expect(realtimeSources({ PUSHER_CLUSTER: 'ap2' })).toEqual([]);
  });

  it('knows the style sheet of the installed toaster', () => {
    const file = createRequire(import.meta.url)
      .resolve('sonner')
      .replace(/index\.js$/, 'index.mjs');
    const sheet = /^__insertCSS\((".*")\);?$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? '""';
    const text = String(JSON.parse(sheet));
    const hash = createHash('sha256').update(text).digest('base64');
    expect(text.length).toBeGreaterThan(1_000);
    expect(TOASTER_STYLE_HASHES).toContain(`'sha256-${hash}'`);
  });
});

describe('the headers of every response', () => {
  it('promise https only where the address is https', () => {
    const names = (address: string) => securityHeaders(address).map(([name]) => name);
    expect(names('https://desk.example')).toContain('Strict-Transport-Security');
    expect(names('http://localhost:3000')).not.toContain('Strict-Transport-Security');
  });

  it('forbid guessing types, framing, and devices nobody uses', () => {
    const headers = new Map(securityHeaders('http://localhost:3000'));
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(headers.get('X-Frame-Options')).toBe('DENY');
    expect(headers.get('Permissions-Policy')).toContain('camera=()');
  });
});

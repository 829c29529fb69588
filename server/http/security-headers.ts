interface PolicyOptions {
  /** Random per response; only scripts and style elements that carry it run. */
  nonce: string;
  /** Hot reload evaluates code, draws its overlay with inline styles and talks over a socket. */
  isDevelopment?: boolean;
  /** Other origins that the browser may talk to. */
  connectSources?: readonly string[];
}

/**
 * The toaster's own style sheet carries no nonce: it is added empty and filled afterwards, so both
 * its texts are allowed by hash. A test compares the second with the installed version.
 */
export const TOASTER_STYLE_HASHES = [
  "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
  "'sha256-StEaX+se6YS7pqjzrzMIA0KaX9zF/8zAhvQXZAe5epY='",
];

/** The Content-Security-Policy of one page. */
export function contentSecurityPolicy({
  nonce,
  isDevelopment = false,
  connectSources = [],
}: PolicyOptions): string {
  const withNonce = `'nonce-${nonce}'`;
  const directives: Record<string, readonly string[]> = {
    'default-src': ["'self'"],
    'script-src': [
      "'self'",
      withNonce,
      "'strict-dynamic'",
      ...(isDevelopment ? ["'unsafe-eval'"] : []),
    ],
    'style-src': isDevelopment
      ? ["'self'", "'unsafe-inline'"]
      : ["'self'", withNonce, ...TOASTER_STYLE_HASHES],
    // Rows placed by the virtual list and menus placed by their trigger arrive with style="…".
    'style-src-attr': ["'unsafe-inline'"],
    'img-src': ["'self'", 'blob:', 'data:'],
    'font-src': ["'self'"],
    'connect-src': ["'self'", ...connectSources, ...(isDevelopment ? ['ws:'] : [])],
    'worker-src': ["'self'"],
    'manifest-src': ["'self'"],
    'object-src': ["'none'"],
    'base-uri': ["'self'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
  };
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ');
}

/** The headers of every response; HSTS only where the product is reached over https. */
export function securityHeaders(appUrl: string): [name: string, value: string][] {
  return [
    ['X-Content-Type-Options', 'nosniff'],
    ['X-Frame-Options', 'DENY'],
    ['Referrer-Policy', 'strict-origin-when-cross-origin'],
    ['Cross-Origin-Opener-Policy', 'same-origin'],
    ['Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()'],
    ...(appUrl.startsWith('https://')
      ? [['Strict-Transport-Security', 'max-age=31536000'] satisfies [string, string]]
      : []),
  ];
}

interface PusherSettings {
  PUSHER_KEY?: string | undefined;
  PUSHER_CLUSTER?: string | undefined;
  PUSHER_HOST?: string | undefined;
  PUSHER_PORT?: number | undefined;
}

/** Where the browser's realtime connection goes when it does not come to us. */
export function realtimeSources(settings: PusherSettings): string[] {
  const { PUSHER_KEY, PUSHER_CLUSTER, PUSHER_HOST, PUSHER_PORT } = settings;
  if (PUSHER_KEY === undefined) return [];
  if (PUSHER_HOST !== undefined) {
    const host = PUSHER_PORT === undefined ? PUSHER_HOST : `${PUSHER_HOST}:${PUSHER_PORT}`;
    return [`ws://${host}`, `wss://${host}`];
  }
  return [`wss://ws-${PUSHER_CLUSTER ?? 'mt1'}.pusher.com`];
}

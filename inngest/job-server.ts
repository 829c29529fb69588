import { ConfigurationError } from '#server/configuration-error.ts';
import { env } from '#server/env.ts';

/** An Inngest server that carries out the functions in place of the embedded executor. */
export interface JobServer {
  /** Where events are sent. */
  eventsUrl: string;
  /** Where it tells what became of them. */
  apiUrl: string;
  /** undefined leaves the address of its API to the SDK. */
  baseUrl: string | undefined;
  eventKey: string;
  /** undefined only for a development server, which signs nothing. */
  signingKey: string | undefined;
  isDev: boolean;
}

const hostedEventsUrl = 'https://inn.gs';
const hostedApiUrl = 'https://api.inngest.com';
const developmentUrl = 'http://localhost:8288';

/** The Inngest server of the settings; null when the embedded executor does the work. */
export function jobServer(settings = env()): JobServer | null {
  const { INNGEST_BASE_URL: baseUrl, INNGEST_EVENT_KEY: eventKey } = settings;
  const { INNGEST_SIGNING_KEY: signingKey, INNGEST_DEV: dev } = settings;
  const isDev = dev !== undefined && !/^(0|false)$/i.test(dev);
  if (baseUrl === undefined && eventKey === undefined && !isDev) return null;
  if (isDev) {
    const address = baseUrl ?? (/^https?:/.test(dev) ? dev.replace(/\/+$/, '') : developmentUrl);
    return server(address, eventKey ?? 'development', signingKey, true);
  }
  if (eventKey === undefined || signingKey === undefined) {
    throw new ConfigurationError(
      'INNGEST_EVENT_KEY and INNGEST_SIGNING_KEY must both be set to use an Inngest server.',
    );
  }
  return server(baseUrl, eventKey, signingKey, false);
}

function server(
  baseUrl: string | undefined,
  eventKey: string,
  signingKey: string | undefined,
  isDev: boolean,
): JobServer {
  const eventsUrl = `${baseUrl ?? hostedEventsUrl}/e/${encodeURIComponent(eventKey)}`;
  const apiUrl = `${baseUrl ?? hostedApiUrl}/v1`;
  return { eventsUrl, apiUrl, baseUrl, eventKey, signingKey, isDev };
}

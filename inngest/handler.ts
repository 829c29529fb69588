import { serve } from 'inngest/edge';
import { createJobClient } from '#inngest/client.ts';
import { jobFunctions } from '#inngest/functions.ts';
import { jobServer } from '#inngest/job-server.ts';
import { env } from '#server/env.ts';
import { perProcess } from '#server/per-process.ts';

const largestBodyBytes = 4 * 1024 * 1024;

/**
 * Answers calls of our functions over HTTP: from an Inngest server, or signed with our own key.
 * Without a server there is nobody to introspect or to register with, so only POST is served; with
 * one, every call has to be signed.
 */
export async function answerJobCall(request: Request): Promise<Response> {
  if (jobServer() === null && request.method !== 'POST') {
    return new Response(null, { status: 405, headers: { allow: 'POST' } });
  }
  if (Number(request.headers.get('content-length') ?? 0) > largestBodyBytes) {
    return Response.json({ message: 'The body is larger than 4 MB.' }, { status: 413 });
  }
  return perProcess('jobs.handler', makeHandler)(request);
}

function makeHandler(): (request: Request) => Promise<Response> {
  const client = createJobClient();
  const functions = jobFunctions(client);
  return serve({
    client,
    functions,
    serveOrigin: env().APP_URL,
    servePath: '/api/inngest',
    enableUnauthedSync: false,
  });
}

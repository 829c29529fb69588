import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const s3Keys = { accessKeyId: 'TESTKEY', secretAccessKey: 'a secret of the storage' };

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Uint8Array, text: string) =>
  createHmac('sha256', key).update(text).digest();

/** A bucket on this machine that takes only requests with the right signature over what they carry. */
export async function startS3Server() {
  const objects = new Map<string, Buffer>();
  const refusals: string[] = [];
  const stumbles: number[] = [];
  const server = createServer((request, response) => void answer(request, response));
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const stumble = stumbles.shift();
    if (stumble === 0) return void request.socket.destroy();
    if (stumble !== undefined) return void response.writeHead(stumble).end('<Error/>');
    const fault = faultIn(request, body);
    if (fault !== null) {
      refusals.push(fault);
      response.writeHead(403).end(`<Error><Code>${fault}</Code></Error>`);
      return;
    }
    const name = request.url ?? '';
    const found = objects.get(name);
    if (request.method === 'PUT') {
      objects.set(name, body);
      response.writeHead(200, { etag: `"${sha256(body)}"` }).end();
    } else if (request.method === 'DELETE') {
      objects.delete(name);
      response.writeHead(204).end();
    } else if (found === undefined) response.writeHead(404).end();
    else giveObject(request, response, found);
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port.toString()}`,
    objects,
    refusals,
    /** Answers so many calls with this status in place of the right thing; with 0 the line just breaks. */
    stumble: (status: number, times: number) =>
      void stumbles.push(...Array.from({ length: times }, () => status)),
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function giveObject(request: IncomingMessage, response: ServerResponse, found: Buffer): void {
  const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  const part =
    start === undefined || end === undefined
      ? found
      : found.subarray(Number(start), Number(end) + 1);
  response.writeHead(part === found ? 200 : 206, { 'content-length': part.length });
  response.end(request.method === 'HEAD' ? undefined : part);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** AWS Signature Version 4, worked out from what arrived. */
function faultIn({ method = '', url = '', headers }: IncomingMessage, body: Buffer): string | null {
  const given =
    /^AWS4-HMAC-SHA256 Credential=(\w+)\/(\d{8})\/([\w-]+)\/s3\/aws4_request, SignedHeaders=([\w;-]+), Signature=(\w{64})$/.exec(
      headers.authorization ?? '',
    );
  const [, keyId = '', day = '', region = '', names = '', signature = ''] = given ?? [];
  if (keyId !== s3Keys.accessKeyId) return 'InvalidAccessKeyId';
  const told = String(headers['x-amz-content-sha256']);
  if (told !== sha256(body)) return 'XAmzContentSHA256Mismatch';
  const signed = names.split(';');
  if (!['host', 'x-amz-content-sha256', 'x-amz-date'].every((name) => signed.includes(name))) {
    return 'AccessDenied';
  }
  const lines = signed.map((name) => `${name}:${String(headers[name]).trim()}\n`).join('');
  const [path = '', query = ''] = url.split('?');
  const canonical = [method, path, query, lines, names, told].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const date = String(headers['x-amz-date']);
  const text = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n');
  const keys = [region, 's3', 'aws4_request'];
  const key = keys.reduce(hmac, hmac(`AWS4${s3Keys.secretAccessKey}`, day));
  return hmac(key, text).toString('hex') === signature ? null : 'SignatureDoesNotMatch';
}

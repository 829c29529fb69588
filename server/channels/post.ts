import type { Readable } from 'node:stream';
import { Agent } from 'undici';
import type { Dispatcher } from 'undici';
import { perProcess } from '#server/per-process.ts';

/** To each origin. What comes when all of them are taken waits, and its time runs meanwhile. */
const mostConnections = 256;
/** No provider's answer to a message is nearly as long; what comes after it is not read. */
const mostAnswerBytes = 64 * 1024;

export interface PostRequest {
  url: string;
  headers: Record<string, string>;
  /** A stream is read once, and its length stands in the headers. */
  body: string | Readable;
  /** From now until the whole answer is there, whatever holds it up. */
  timeoutMs: number;
}

export interface PostAnswer {
  status: number;
  /** As it came, but one that is far too long is cut short. */
  text: string;
  header(name: string): string | null;
}

/** Not a byte of the request has left, so that certainly nobody took it. */
export class NotSentError extends Error {
  override readonly name = 'NotSentError';
}

/**
 * Posts over kept connections, and returns whatever was answered; a redirect is an answer like any
 * other. Throws NotSentError, or something else when the other side may have taken the request.
 */
export function post(
  { url, headers, body, timeoutMs }: PostRequest,
  connections: Dispatcher = keptConnections(),
): Promise<PostAnswer> {
  const { origin, pathname, search } = new URL(url);
  const path = pathname + search;
  return new Promise((resolve, reject) => {
    const call = new Call(timeoutMs, { resolve, reject });
    // Our own timer sees to the whole of the call; theirs would only see to parts of it.
    const limits = { headersTimeout: 0, bodyTimeout: 0 };
    connections.dispatch({ origin, path, method: 'POST', headers, body, ...limits }, call);
  });
}

const keptConnections = () =>
  perProcess('channels.connections', () => new Agent({ connections: mostConnections }));

interface Settle {
  resolve(answer: PostAnswer): void;
  reject(error: Error): void;
}

type Controller = Dispatcher.DispatchController;
type Headers = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2];

/** Follows one request, which is written at once after `onRequestStart` and never a second time. */
class Call implements Dispatcher.DispatchHandler {
  readonly #settle: Settle;
  readonly #timer: NodeJS.Timeout;
  #controller: Controller | undefined;
  #isOver = false;
  #status = 0;
  #headers: Headers = {};
  readonly #chunks: Buffer[] = [];
  #length = 0;

  constructor(timeoutMs: number, settle: Settle) {
    this.#settle = settle;
    this.#timer = setTimeout(() => {
      const error = new Error(`No answer came within ${timeoutMs.toString()} ms.`);
      this.#fail(error);
      this.#controller?.abort(error);
    }, timeoutMs);
  }

  onRequestStart(controller: Controller): void {
    // Nobody waits for it any more, and has been told that it was not sent.
    if (this.#isOver) throw new Error('The time of this request was over before it began.');
    this.#controller = controller;
  }

  onResponseStart(_: Controller, status: number, headers: Headers): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    if (this.#isOver) return;
    const rest = mostAnswerBytes - this.#length;
    this.#chunks.push(chunk.subarray(0, rest));
    this.#length += chunk.length;
    if (chunk.length <= rest) return;
    this.#answer();
    controller.abort(new Error('The answer is too long.'));
  }

  onResponseEnd(): void {
    this.#answer();
  }

  onResponseError(_: Controller, error: Error): void {
    this.#fail(error);
  }

  #answer(): void {
    if (!this.#end()) return;
    const headers = this.#headers;
    this.#settle.resolve({
      status: this.#status,
      text: Buffer.concat(this.#chunks).toString('utf8'),
      header: (name) => [headers[name]].flat()[0] ?? null,
    });
  }

  #fail(cause: Error): void {
    if (!this.#end()) return;
    const isSent = this.#controller !== undefined;
    this.#settle.reject(isSent ? cause : new NotSentError('Nothing was sent.', { cause }));
  }

  /** False when it was over already. */
  #end(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    clearTimeout(this.#timer);
    return true;
  }
}

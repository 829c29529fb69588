/** What our browser code uses of the browser's EventSource, over Node's fetch. */
export function eventSourceFor(origin: string, cookie = ''): typeof EventSource {
  class NodeEventSource extends EventTarget {
    onerror: ((event: Event) => void) | null = null;
    readonly #abort = new AbortController();

    constructor(url: string) {
      super();
      void this.#read(`${origin}${url}`);
    }

    close(): void {
      this.#abort.abort();
    }

    async #read(url: string): Promise<void> {
      try {
        const response = await fetch(url, { headers: { cookie }, signal: this.#abort.signal });
        if (!response.ok || response.body === null) throw new Error(`${response.status}`);
        let rest = '';
        for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
          const frames = `${rest}${piece}`.split('\n\n');
          rest = frames.pop() ?? '';
          for (const frame of frames) this.#dispatch(frame);
        }
      } catch {
        // Refused, cut or closed: all the same to a listener.
      }
      if (!this.#abort.signal.aborted) this.onerror?.(new Event('error'));
    }

    #dispatch(frame: string): void {
      const fields = new Map(
        frame.split('\n').map((line) => {
          const at = line.indexOf(': ');
          return [line.slice(0, at), line.slice(at + 2)] as const;
        }),
      );
      const lastEventId = fields.get('id') ?? '';
      const data = fields.get('data') ?? '';
      this.dispatchEvent(new MessageEvent(fields.get('event') ?? 'message', { data, lastEventId }));
    }
  }
  return NodeEventSource as unknown as typeof EventSource;
}

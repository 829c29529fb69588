import { Readable } from 'node:stream';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { answerFile } from '#server/files/answer-file.ts';

const content = Buffer.from('0123456789');

/** How often the bytes were opened, and how often given up again. */
let reads: { opened: number; closed: number };
beforeEach(() => {
  reads = { opened: 0, closed: 0 };
});

function answer(
  head: Record<string, string> = {},
  file: { mimeType?: string; fileName?: string | null } = {},
  method = 'GET',
) {
  return answerFile(
    {
      mimeType: 'video/mp4',
      fileName: 'clip.mp4',
      tag: 'abc-file',
      sizeBytes: content.length,
      read({ start, end } = { start: 0, end: content.length - 1 }) {
        reads.opened += 1;
        const bytes = Readable.from(
          [...content.subarray(start, end + 1)].map((one) => Buffer.of(one)),
        );
        return bytes.once('close', () => (reads.closed += 1));
      },
      ...file,
    },
    new Request('http://desk.test/', { method, headers: head }),
  );
}

describe('a part of a file', () => {
  test.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=4-', '456789', 'bytes 4-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=-50', '0123456789', 'bytes 0-9/10'],
    ['bytes=8-400', '89', 'bytes 8-9/10'],
    ['bytes=9-9', '9', 'bytes 9-9/10'],
  ])('%s is exactly that', async (range, text, told) => {
    const response = answer({ range });
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(told);
    expect(response.headers.get('content-length')).toBe(String(text.length));
    expect(await response.text()).toBe(text);
  });

  test.each(['bytes=10-', 'bytes=11-12', 'bytes=-0'])('%s cannot be had', (range) => {
    const response = answer({ range });
    expect(response.status).toBe(416);
    expect(response.headers.get('content-range')).toBe('bytes */10');
  });

  test.each([
    'bytes=0-1,4-5',
    'bytes=5-2',
    'bytes=-',
    'bytes=a-b',
    'pages=1-2',
    'bytes=0-9999999999999999',
  ])('%s is answered with the whole', async (range) => {
    const response = answer({ range });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('0123456789');
  });

  test('of a file that changed meanwhile is the whole of what it is now', async () => {
    expect(answer({ range: 'bytes=0-1', 'if-range': '"old"' }).status).toBe(200);
    expect(answer({ range: 'bytes=0-1', 'if-range': '"abc-file"' }).status).toBe(206);
  });
});

describe('a browser that has it already', () => {
  test.each(['"abc-file"', 'W/"abc-file"', '"old", W/"abc-file"', '*'])(
    'as %s is told so',
    (kept) => {
      const response = answer({ 'if-none-match': kept });
      expect(response.status).toBe(304);
      expect(response.headers.get('etag')).toBe('"abc-file"');
    },
  );

  test.each(['"old"', 'abc-file', '', '"abc-file-2"'])('as %j is given it', (kept) => {
    expect(answer({ 'if-none-match': kept }).status).toBe(200);
  });
});

describe('the bytes', () => {
  test('are not opened for who only asks how many there are', async () => {
    for (const [head, status, length] of [
      [{}, 200, '10'],
      [{ range: 'bytes=2-4' }, 206, '3'],
    ] as const) {
      const response = answer(head, {}, 'HEAD');
      expect(response.status).toBe(status);
      expect(response.headers.get('content-length')).toBe(length);
      expect(await response.text()).toBe('');
    }
    expect(reads).toEqual({ opened: 0, closed: 0 });
  });

  test('are not opened for who is gone before the first of them', async () => {
    const response = answer();
    await new Promise((resolve) => setImmediate(resolve));
    expect(reads.opened).toBe(0);
    await response.body?.cancel();
    expect(reads.opened).toBe(0);
  });

  test('are closed again when a browser leaves in the middle', async () => {
    const reader = answer().body?.getReader();
    expect((await reader?.read())?.value).toEqual(Buffer.from('0'));
    await reader?.cancel();
    await vi.waitFor(() => expect(reads).toEqual({ opened: 1, closed: 1 }));
  });
});

describe('what a browser does with a file', () => {
  test.each(['image/jpeg', 'image/png', 'image/webp', 'video/mp4', 'audio/ogg'])(
    '%s is shown',
    (mimeType) => {
      const { headers } = answer({}, { mimeType });
      expect(headers.get('content-disposition')).toMatch(/^inline/);
      expect(headers.get('content-type')).toBe(mimeType);
    },
  );

  test.each([
    'text/html',
    'image/svg+xml',
    'application/xhtml+xml',
    'text/javascript',
    'application/xml',
    'text/xsl',
  ])('%s is neither shown nor called by its name', (mimeType) => {
    const { headers } = answer({}, { mimeType });
    expect(headers.get('content-disposition')).toMatch(/^attachment/);
    expect(headers.get('content-type')).toBe('application/octet-stream');
  });

  test.each(['application/pdf', 'text/plain', 'application/zip', 'image/tiff'])(
    '%s is saved',
    (mimeType) => {
      const { headers } = answer({}, { mimeType });
      expect(headers.get('content-disposition')).toMatch(/^attachment/);
      expect(headers.get('content-type')).toBe(mimeType);
    },
  );

  test('it may run nothing, be taken for nothing else, and be kept by nobody between', () => {
    const { headers } = answer();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox$/);
    expect(headers.get('cache-control')).toMatch(/^private/);
  });

  test('any name travels, and none breaks the header', () => {
    const nasty = 'Rechnung "März" \r\nset-cookie: a=b 100%; \u{1f389}.pdf';
    const told = answer({}, { mimeType: 'application/pdf', fileName: nasty }).headers.get(
      'content-disposition',
    );
    expect(told).toMatch(/^attachment; filename="[^"\r\n]*"; filename\*=UTF-8''[\w.~%!#$&+^`|-]+$/);
    expect(decodeURIComponent(told?.split("UTF-8''")[1] ?? '')).toBe(nasty);
  });
});

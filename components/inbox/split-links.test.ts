import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitLinks } from '#components/inbox/split-links.ts';

const links = (text: string) => splitLinks(text).flatMap(({ href }) => href ?? []);

describe('links in a message', () => {
  it('finds a web address and leaves the full stop to the sentence', () => {
    expect(splitLinks('Look at https://luxe.example/prices. Thanks')).toEqual([
      { text: 'Look at ', href: null },
      { text: 'https://luxe.example/prices', href: 'https://luxe.example/prices' },
      { text: '. Thanks', href: null },
    ]);
  });

  it('keeps a bracket that belongs to the address', () => {
    expect(links('(see https://en.example/wiki/Balayage_(hair))')).toEqual([
      'https://en.example/wiki/Balayage_(hair)',
    ]);
  });

  it('never links to anything but the web', () => {
    expect(links('javascript:alert(1) data:text/html,x file:///etc/passwd ftp://a.b')).toEqual([]);
  });

  it('loses no character of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.webUrl(), (words, url) => {
        const text = `${words} ${url} ${words}`;
        return (
          splitLinks(text)
            .map((part) => part.text)
            .join('') === text
        );
      }),
    );
  });

  it('gives every link the scheme of the web', () => {
    fc.assert(
      fc.property(fc.string(), (text) => links(text).every((href) => /^https?:\/\//.test(href))),
    );
  });
});

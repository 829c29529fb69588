import { gzipSync } from 'node:zlib';

/** The addresses of the scripts in a page, without those that only old browsers load. */
export function scriptsOf(html: string): string[] {
  const tags = [...html.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
  return addresses(
    tags.filter((tag) => !/\bnomodule\b/i.test(tag)),
    'src',
  );
}

/** The addresses of the style sheets in a page. */
export function styleSheetsOf(html: string): string[] {
  const tags = [...html.matchAll(/<link\b[^>]*>/g)].map(([tag]) => tag);
  return addresses(
    tags.filter((tag) => tag.includes('rel="stylesheet"')),
    'href',
  );
}

/** How many bytes travel when gzipped as servers do it. */
export function gzipSize(content: Uint8Array): number {
  return gzipSync(content, { level: 6 }).length;
}

function addresses(tags: string[], attribute: string): string[] {
  const value = new RegExp(`\\b${attribute}="([^"]+)"`);
  const found = tags.map((tag) => value.exec(tag)?.[1]?.replaceAll('&amp;', '&'));
  return [...new Set(found.filter((address) => address !== undefined))];
}

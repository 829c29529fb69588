import type { Metadata } from 'next';

export const metadata: Metadata = { title: 'Not found' };

/** Its code travels with every page, so it is made of plain elements. */
export default function NotFound() {
  return (
    <main className="grid min-h-dvh content-center justify-items-center gap-1 p-6 text-center">
      <h1 className="text-base font-semibold">There is nothing at this address</h1>
      <p className="text-muted-foreground">
        The link may be old, or it belongs to another business.
      </p>
      {/* A plain link: the router's own would add 3 KB to every page. */}
      <a
        href="/inbox"
        className="mt-3 inline-flex h-8 items-center rounded-sm border border-border-strong bg-card px-3 font-medium shadow-xs hover:bg-accent"
      >
        Go to the inbox
      </a>
    </main>
  );
}

'use client';

import { FailedPage } from '#components/layout/failed-page.tsx';
import './globals.css';

interface GlobalErrorProps {
  error: Error & { digest?: string };
  reset: () => void;
}

/** Stands in for the root layout itself, so it brings its own document. */
export default function GlobalError({ error, reset }: GlobalErrorProps) {
  return (
    <html lang="en">
      <body>
        <title>Something went wrong · Frontdesk</title>
        <FailedPage error={error} onRetry={reset} />
      </body>
    </html>
  );
}

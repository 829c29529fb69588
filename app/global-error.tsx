'use client';

import { ErrorState } from '#components/layout/error-state.tsx';
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
        <main className="grid min-h-dvh">
          <ErrorState level={1} title="Something went wrong" errorId={error.digest} onRetry={reset}>
            It is our fault, not yours. Nothing that was saved is lost.
          </ErrorState>
        </main>
      </body>
    </html>
  );
}

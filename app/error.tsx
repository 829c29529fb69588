'use client';

import { ErrorState } from '#components/layout/error-state.tsx';

interface ErrorPageProps {
  error: Error & { digest?: string };
  reset: () => void;
}

export default function ErrorPage({ error, reset }: ErrorPageProps) {
  return (
    <main className="grid min-h-dvh">
      <ErrorState level={1} title="Something went wrong" errorId={error.digest} onRetry={reset}>
        It is our fault, not yours. Nothing that was saved is lost.
      </ErrorState>
    </main>
  );
}

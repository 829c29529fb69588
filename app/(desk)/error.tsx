'use client';

import { ErrorState } from '#components/layout/error-state.tsx';

interface DeskErrorProps {
  error: Error & { digest?: string };
  reset: () => void;
}

export default function DeskError({ error, reset }: DeskErrorProps) {
  return (
    <ErrorState
      level={1}
      className="flex-1"
      title="This page could not be shown"
      errorId={error.digest}
      onRetry={reset}
    >
      Nothing that was saved is lost.
    </ErrorState>
  );
}

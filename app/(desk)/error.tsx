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
      onRetry={() => {
        // A piece of code that could not be loaded is not asked for again by the same document.
        if (error.name === 'ChunkLoadError') window.location.reload();
        else reset();
      }}
    >
      Nothing that was saved is lost.
    </ErrorState>
  );
}

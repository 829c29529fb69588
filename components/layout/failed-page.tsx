'use client';

interface FailedPageProps {
  error: Error & { digest?: string };
  onRetry: () => void;
}

/** The whole page failed. Every page carries this code, so it is made of plain elements. */
export function FailedPage({ error, onRetry }: FailedPageProps) {
  return (
    <main
      role="alert"
      className="grid min-h-dvh content-center justify-items-center gap-1 p-6 text-center"
    >
      <h1 className="text-base font-semibold">Something went wrong</h1>
      <p className="text-muted-foreground">
        It is our fault, not yours. Nothing that was saved is lost.
      </p>
      {error.digest === undefined ? null : (
        <p className="text-caption text-subtle-foreground">
          If it goes on, tell us this number: <span className="font-mono">{error.digest}</span>
        </p>
      )}
      <button
        type="button"
        onClick={onRetry}
        className="mt-3 h-8 rounded-sm border border-border-strong bg-card px-3 font-medium shadow-xs hover:bg-accent"
      >
        Try again
      </button>
    </main>
  );
}

'use client';

import { FailedPage } from '#components/layout/failed-page.tsx';

interface ErrorPageProps {
  error: Error & { digest?: string };
  reset: () => void;
}

export default function ErrorPage({ error, reset }: ErrorPageProps) {
  return <FailedPage error={error} onRetry={reset} />;
}

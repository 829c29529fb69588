'use client';

import type { ReactNode } from 'react';
import { RefreshCw } from 'lucide-react';
import { StatePanel } from '#components/layout/state-panel.tsx';
import { Button } from '#components/ui/button.tsx';

interface ErrorStateProps {
  title?: string;
  /** What happened and what is safe. */
  children?: ReactNode;
  /** Found again in the log. */
  errorId?: string | undefined;
  onRetry: () => void;
  isRetrying?: boolean;
  /** 1 when nothing else is on the page. */
  level?: 1 | 2;
  className?: string;
}

/** What a region says when it could not be loaded. */
export function ErrorState({
  title = 'We could not load this',
  children = 'The connection dropped. What you typed is safe.',
  errorId,
  onRetry,
  isRetrying = false,
  level = 2,
  className,
}: ErrorStateProps) {
  return (
    <StatePanel
      role="alert"
      icon={<RefreshCw aria-hidden />}
      title={title}
      level={level}
      {...(className === undefined ? {} : { className })}
      actions={
        <Button size="28" pending={isRetrying} onClick={onRetry}>
          Try again
        </Button>
      }
    >
      {children}
      {errorId === undefined ? null : (
        <p className="mt-1 text-caption text-subtle-foreground">
          If it goes on, tell us this number: <span className="font-mono">{errorId}</span>
        </p>
      )}
    </StatePanel>
  );
}

import type { ReactNode } from 'react';
import { StatePanel } from '#components/layout/state-panel.tsx';

interface EmptyStateProps {
  icon: ReactNode;
  /** "Conversations land here" */
  title: string;
  /** What lands here and what to do next. */
  children: ReactNode;
  /** At most one main action. */
  actions?: ReactNode;
  /** 1 when nothing else is on the page. */
  level?: 1 | 2;
  className?: string;
}

/** What a list says when it has nothing yet. */
export function EmptyState(props: EmptyStateProps) {
  return <StatePanel {...props} />;
}

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
  className?: string;
}

/** What a list says when it has nothing yet. */
export function EmptyState(props: EmptyStateProps) {
  return <StatePanel {...props} />;
}

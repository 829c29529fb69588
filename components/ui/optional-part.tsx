'use client';

import { Component, type ReactNode } from 'react';

interface OptionalPartProps {
  children: ReactNode;
  /** What stands there instead; nothing unless given. */
  fallback?: ReactNode;
}

/** Keeps the page when a part that comes later, such as a menu, cannot be loaded. */
export class OptionalPart extends Component<OptionalPartProps, { isLost: boolean }> {
  static getDerivedStateFromError() {
    return { isLost: true };
  }

  override state = { isLost: false };

  override render(): ReactNode {
    const { children, fallback = null } = this.props;
    return this.state.isLost ? fallback : children;
  }
}

'use client';

import { lazy, Suspense, useEffect, useState } from 'react';
import { OptionalPart } from '#components/ui/optional-part.tsx';
import { onToast } from '#components/ui/toast.ts';

const ToastStack = lazy(() =>
  import('#components/ui/toast-stack.tsx').then((module) => ({ default: module.ToastStack })),
);

/** Once per page: the corner where toasts appear. */
export function Toaster() {
  const [isWanted, setIsWanted] = useState(false);
  useEffect(() => (isWanted ? undefined : onToast(() => setIsWanted(true))), [isWanted]);
  if (!isWanted) return null;
  return (
    <OptionalPart>
      <Suspense>
        <ToastStack />
      </Suspense>
    </OptionalPart>
  );
}

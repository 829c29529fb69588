'use client';

import { useEffect } from 'react';
import { Check, CircleAlert, Info } from 'lucide-react';
import { toast as show, Toaster as Sonner } from 'sonner';
import { Button } from '#components/ui/button.tsx';
import { Keys } from '#components/ui/kbd.tsx';
import { onToast, takeToasts, type Toast } from '#components/ui/toast.ts';

const DURATION_MS = 5_000;

/** The toasts themselves; loaded with the first one. */
export function ToastStack() {
  useEffect(() => onToast(() => takeToasts().forEach(present), show.dismiss), []);
  return (
    <Sonner
      position="bottom-left"
      gap={8}
      offset={16}
      mobileOffset={16}
      visibleToasts={3}
      containerAriaLabel="Notifications"
      toastOptions={{ unstyled: true, duration: DURATION_MS }}
    />
  );
}

function present(toast: Toast) {
  show.custom((id) => <ToastCard toast={toast} onClose={() => show.dismiss(id)} />, {
    ...(toast.id === undefined ? {} : { id: toast.id }),
    duration: toast.durationMs ?? DURATION_MS,
  });
}

const ICONS = {
  success: <Check aria-hidden className="text-success-text" />,
  info: <Info aria-hidden className="text-muted-foreground" />,
  danger: <CircleAlert aria-hidden className="text-danger-text" />,
};

function ToastCard({ toast, onClose }: { toast: Toast; onClose: () => void }) {
  const { action } = toast;
  return (
    <div className="flex min-h-11 w-100 max-w-[calc(100vw-32px)] items-center gap-2.5 rounded-md bg-popover py-1.5 pr-1.5 pl-3.5 font-sans text-sm text-popover-foreground shadow-lg">
      {ICONS[toast.tone ?? 'success']}
      <span className="min-w-0 flex-1 py-1">{toast.message}</span>
      {action === undefined ? null : (
        <Button
          variant="ghost"
          size="28"
          className="text-primary-text!"
          onClick={() => {
            action.run();
            onClose();
          }}
        >
          {action.label}
          {action.keys === undefined ? null : <Keys keys={action.keys} />}
        </Button>
      )}
    </div>
  );
}

export interface Toast {
  /** The same id replaces the toast in place. */
  id?: string;
  message: string;
  tone?: 'success' | 'info' | 'danger';
  /** Undo, or the way to see what happened. */
  action?: { label: string; keys?: string; run: () => void };
  /** How long it stays; 5 s unless said otherwise. */
  durationMs?: number;
}

let waiting: Toast[] = [];
let listener: (() => void) | null = null;
let dismiss: ((id: string) => void) | null = null;

/** Says in a corner what just happened. The drawing code is loaded with the first toast. */
export function showToast(toast: Toast): void {
  waiting = [...waiting, toast];
  listener?.();
}

/** Takes a toast away before its time, because what it offers is done. */
export function hideToast(id: string): void {
  waiting = waiting.filter((toast) => toast.id !== id);
  dismiss?.(id);
}

/** Hands over what waits to be shown; for the toaster only. */
export function takeToasts(): Toast[] {
  const taken = waiting;
  waiting = [];
  return taken;
}

/** Calls back for each new toast and each that is over; for the toaster only. */
export function onToast(callback: () => void, hide?: (id: string) => void): () => void {
  listener = callback;
  dismiss = hide ?? null;
  if (waiting.length > 0) callback();
  return () => {
    listener = null;
    dismiss = null;
  };
}

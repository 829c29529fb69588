import { cn } from '#components/ui/cn.ts';

/** Turns while something is under way; with a label it is announced. */
export function Spinner({ label, className }: { label?: string; className?: string }) {
  return (
    <>
      <svg
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
        aria-hidden
        className={cn('size-3.5 flex-none animate-spin', className)}
      >
        <path d="M21 12a9 9 0 1 1-6.219-8.56" />
      </svg>
      {label === undefined ? null : (
        <span role="status" className="sr-only">
          {label}
        </span>
      )}
    </>
  );
}

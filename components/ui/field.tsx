import { useId, type ReactNode } from 'react';
import { CircleAlert } from 'lucide-react';
import { cn } from '#components/ui/cn.ts';
import { Label } from '#components/ui/label.tsx';

/** What a control inside a field must spread to be tied to its label, hint and error. */
export interface FieldControl {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

interface FieldProps {
  label: string;
  hint?: ReactNode;
  /** A plain sentence: what is wrong and how to make it right. */
  error?: string | undefined;
  /** Stands at the end of the label's line, such as "Forgot it?". */
  action?: ReactNode;
  className?: string;
  children: (control: FieldControl) => ReactNode;
}

/** A labelled control with its hint, or its error in the hint's place. */
export function Field({ label, hint, error, action, className, children }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const hasNote = error !== undefined || hint !== undefined;
  return (
    <div className={cn('flex min-w-0 flex-col gap-1.5', className)}>
      <span className="flex items-baseline justify-between gap-3">
        <Label htmlFor={id}>{label}</Label>
        {action}
      </span>
      {children({
        id,
        'aria-describedby': hasNote ? noteId : undefined,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {error !== undefined ? (
        <FieldError id={noteId}>{error}</FieldError>
      ) : hint !== undefined ? (
        <p id={noteId} className="text-caption text-subtle-foreground">
          {hint}
        </p>
      ) : null}
    </div>
  );
}

/** What is wrong, announced when it appears. */
export function FieldError({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <p id={id} role="alert" className="flex items-start gap-1.5 text-caption text-danger-text">
      <CircleAlert aria-hidden className="mt-px size-3.5" />
      <span>{children}</span>
    </p>
  );
}

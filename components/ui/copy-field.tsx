'use client';

import { useRef, useState } from 'react';
import { Check, Copy } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { Input } from '#components/ui/input.tsx';

interface CopyFieldProps {
  value: string;
  /** What is copied, for screen readers: "Invitation link". */
  label: string;
  id?: string;
}

/** A value to take elsewhere: it selects itself, and one press copies it. */
export function CopyField({ value, label, id }: CopyFieldProps) {
  const [copied, setCopied] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const isCopied = copied === value;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(value);
    } catch {
      // Without a secure origin there is no clipboard; the selected text can be copied by hand.
      field.current?.select();
    }
  };
  return (
    <span className="flex gap-2">
      <Input
        ref={field}
        id={id}
        readOnly
        value={value}
        aria-label={id === undefined ? label : undefined}
        onFocus={(event) => event.currentTarget.select()}
        className="flex-1 text-muted-foreground"
      />
      <Button
        onClick={() => void copy()}
        aria-label={`Copy ${label.toLowerCase()}`}
        className="max-sm:h-10"
        icon={isCopied ? <Check aria-hidden /> : <Copy aria-hidden />}
      >
        {isCopied ? 'Copied' : 'Copy'}
      </Button>
      <span role="status" className="sr-only">
        {isCopied ? `${label} copied` : ''}
      </span>
    </span>
  );
}

'use client';

import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';

interface NewCustomerProps {
  /** On Instagram a person has an id instead, which nobody has to know. */
  hasNumber: boolean;
  /** Rejects with a sentence when the sandbox does not take them. */
  onInvent: (waId: string, name: string) => Promise<void>;
  onCancel: () => void;
}

/** Makes up a customer with a name and a number. */
export function NewCustomer({ hasNumber, onInvent, onCancel }: NewCustomerProps) {
  const [name, setName] = useState('');
  const [number, setNumber] = useState('');
  const [error, setError] = useState<{ field: 'name' | 'number'; sentence: string } | null>(null);
  const [isPending, setIsPending] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const waId = hasNumber ? number.replace(/\D/g, '').replace(/^00/, '') : inventedId();
    if (name.trim() === '') return setError({ field: 'name', sentence: 'Give them a name.' });
    if (hasNumber && !/^[1-9]\d{6,14}$/.test(waId)) {
      const sentence = 'Write the number with its country, as +55 11 98765 4321.';
      return setError({ field: 'number', sentence });
    }
    setIsPending(true);
    try {
      await onInvent(waId, name.trim());
    } catch (caught) {
      const sentence = caught instanceof Error ? caught.message : 'The sandbox gave no answer.';
      setError({ field: hasNumber ? 'number' : 'name', sentence });
      setIsPending(false);
    }
  };
  const errorAt = (field: 'name' | 'number') =>
    error?.field === field ? { error: error.sentence } : {};
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-3">
      <Field label="Name" {...errorAt('name')}>
        {(control) => (
          <Input
            {...control}
            autoFocus
            maxLength={128}
            placeholder="Camila Duarte"
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        )}
      </Field>
      {hasNumber ? (
        <Field label="Number" {...errorAt('number')}>
          {(control) => (
            <Input
              {...control}
              type="tel"
              maxLength={32}
              placeholder="+55 11 98765 4321"
              value={number}
              onChange={({ target }) => setNumber(target.value)}
            />
          )}
        </Field>
      ) : null}
      <div className="flex gap-2">
        <Button type="submit" variant="primary" pending={isPending}>
          Be this customer
        </Button>
        <Button variant="ghost" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

/** Fifteen digits, as ids of people on Instagram have. */
function inventedId(): string {
  const [one = 0, other = 0] = crypto.getRandomValues(new Uint32Array(2));
  return `4${String(one).padStart(10, '0')}${String(other % 10_000).padStart(4, '0')}`;
}

'use client';

import { useState } from 'react';
import { Section } from '#components/layout/section.tsx';
import { refusalOf } from '#components/refusal.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { AlertDialog } from '#components/ui/alert-dialog.tsx';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';

/** The one deed that takes the desk from everybody; owners type the name first. */
export function DeleteBusiness({ name }: { name: string }) {
  const [isOpen, setIsOpen] = useState(false);
  const [confirmation, setConfirmation] = useState('');
  const remove = trpc.businesses.delete.useMutation({
    onSuccess: () => {
      window.location.replace(new URL('/inbox', window.location.href));
    },
  });
  const error = remove.isError ? refusalOf(remove.error).sentence : undefined;
  const confirm = () => {
    remove.mutate({ confirmation });
  };
  return (
    <Section
      title="Delete the business"
      description="Everybody loses access at once, and its channels are let go."
    >
      <Button variant="danger-ghost" className="-ml-3" onClick={() => setIsOpen(true)}>
        {`Delete ${name}`}
      </Button>
      <AlertDialog
        open={isOpen}
        onOpenChange={(open) => {
          setIsOpen(open);
          setConfirmation('');
          remove.reset();
        }}
        title={`Delete ${name}?`}
        description="Conversations, contacts and settings can no longer be reached by anybody. This cannot be undone."
        confirm="Delete for everybody"
        cancel="Keep"
        pending={remove.isPending || remove.isSuccess}
        isReady={confirmation.trim() === name}
        onConfirm={confirm}
      >
        <Field label={`Type “${name}” to confirm`} error={error}>
          {(control) => (
            <Input
              {...control}
              value={confirmation}
              autoComplete="off"
              onChange={(event) => setConfirmation(event.target.value)}
            />
          )}
        </Field>
      </AlertDialog>
    </Section>
  );
}

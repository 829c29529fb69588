'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import type { z } from 'zod';
import { FormRefusal } from '#components/auth/form-refusal.tsx';
import { showRefusal } from '#components/refusal.ts';
import { invitationLink } from '#components/settings/link-dialog.tsx';
import type { LinkToPass } from '#components/settings/link-dialog.tsx';
import { roleWords } from '#components/settings/role-words.ts';
import { TextField } from '#components/settings/text-field.tsx';
import { trpc } from '#components/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogClose, DialogContent } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { Select } from '#components/ui/select.tsx';
import { roles } from '#db/schema/vocabulary.ts';
import { createInvitationSchema } from '#server/domain/invitations/schema.ts';

interface InviteDialogProps {
  isOpen: boolean;
  isOwner: boolean;
  onClose: () => void;
  onLink: (link: LinkToPass) => void;
}

/** Asks whom to invite, and as what. */
export function InviteDialog({ isOpen, isOwner, onClose, onLink }: InviteDialogProps) {
  return (
    <Dialog open={isOpen} onOpenChange={(open) => (open ? undefined : onClose())}>
      <DialogContent title="Invite to the team" description="They get a link with which they join.">
        <InviteForm
          isOwner={isOwner}
          onDone={(link) => {
            onClose();
            onLink(link);
          }}
        />
      </DialogContent>
    </Dialog>
  );
}

function InviteForm({ isOwner, onDone }: { isOwner: boolean; onDone: (link: LinkToPass) => void }) {
  const utils = trpc.useUtils();
  const create = trpc.invitations.create.useMutation();
  const { register, handleSubmit, setError, formState } = useForm<
    z.input<typeof createInvitationSchema>
  >({ resolver: zodResolver(createInvitationSchema), defaultValues: { email: '', role: 'agent' } });
  const { errors, isSubmitting } = formState;
  const submit = handleSubmit(async (values) => {
    try {
      const issued = await create.mutateAsync(values);
      await utils.invitations.invalidate();
      onDone(invitationLink(values.email, issued));
    } catch (error) {
      showRefusal(setError, error, ['email']);
    }
  });
  const choices = isOwner ? roles.toReversed() : (['agent'] as const);
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="grid gap-4">
      <FormRefusal error={errors.root} />
      <TextField
        label="Email"
        type="email"
        autoComplete="off"
        error={errors.email?.message}
        {...register('email')}
      />
      <Field label="Role" error={errors.role?.message}>
        {(control) => (
          <Select {...control} {...register('role')}>
            {choices.map((role) => (
              <option key={role} value={role}>
                {`${roleWords[role].name} · ${roleWords[role].may}`}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <div className="mt-1 flex justify-end gap-2">
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" pending={isSubmitting}>
          Invite
        </Button>
      </div>
    </form>
  );
}

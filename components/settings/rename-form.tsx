'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useRouter } from 'next/navigation';
import { useForm } from 'react-hook-form';
import type { z } from 'zod';
import { FormRefusal } from '#components/auth/form-refusal.tsx';
import { Section } from '#components/layout/section.tsx';
import { showRefusal } from '#components/refusal.ts';
import { TextField } from '#components/settings/text-field.tsx';
import { trpc } from '#components/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { showToast } from '#components/ui/toast.ts';
import { renameUserSchema } from '#server/domain/accounts/schema.ts';

/** One's own name, as colleagues see it; the email is the login and stays. */
export function RenameForm({ name, email }: { name: string; email: string }) {
  const router = useRouter();
  const rename = trpc.accounts.rename.useMutation();
  const { register, handleSubmit, setError, reset, formState } = useForm<
    z.input<typeof renameUserSchema>
  >({ resolver: zodResolver(renameUserSchema), defaultValues: { name } });
  const { errors, isSubmitting, isDirty } = formState;
  const submit = handleSubmit(async (values) => {
    try {
      await rename.mutateAsync(values);
    } catch (error) {
      showRefusal(setError, error, ['name']);
      return;
    }
    reset(values);
    showToast({ message: 'Name saved' });
    router.refresh();
  });
  return (
    <Section title="You" description={`You sign in as ${email}.`}>
      <form onSubmit={(event) => void submit(event)} noValidate className="grid gap-4">
        <FormRefusal error={errors.root} />
        <TextField
          label="Your name"
          autoComplete="name"
          error={errors.name?.message}
          {...register('name')}
          defaultValue={name}
        />
        <div>
          <Button type="submit" pending={isSubmitting} disabled={!isDirty}>
            Save name
          </Button>
        </div>
      </form>
    </Section>
  );
}

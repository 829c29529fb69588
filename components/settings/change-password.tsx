'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import type { z } from 'zod';
import { FormRefusal } from '#components/auth/form-refusal.tsx';
import { NewPasswordField } from '#components/auth/new-password-field.tsx';
import { Section } from '#components/layout/section.tsx';
import { showRefusal } from '#components/refusal.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { PasswordInput } from '#components/ui/password-input.tsx';
import { showToast } from '#components/ui/toast.ts';
import { changePasswordSchema } from '#server/domain/accounts/schema.ts';

/** A new password for the one who knows the present one. */
export function ChangePassword({ email }: { email: string }) {
  const utils = trpc.useUtils();
  const change = trpc.accounts.changePassword.useMutation();
  const { register, handleSubmit, setError, reset, formState } = useForm<
    z.input<typeof changePasswordSchema>
  >({
    resolver: zodResolver(changePasswordSchema),
    defaultValues: { currentPassword: '', newPassword: '' },
  });
  const { errors, isSubmitting } = formState;
  const submit = handleSubmit(async (values) => {
    try {
      await change.mutateAsync(values);
    } catch (error) {
      showRefusal(setError, error, ['currentPassword', 'newPassword']);
      return;
    }
    reset();
    showToast({ message: 'Password changed, other devices signed out' });
    await utils.sessions.invalidate();
  });
  return (
    <Section title="Password" description="Changing it signs out every other device.">
      <form onSubmit={(event) => void submit(event)} noValidate className="grid gap-4">
        <FormRefusal error={errors.root} />
        {/* For password managers, which otherwise do not know whose password this is. */}
        <input type="email" autoComplete="username" value={email} readOnly hidden />
        <Field label="Current password" error={errors.currentPassword?.message}>
          {(control) => (
            <PasswordInput
              {...control}
              {...register('currentPassword')}
              autoComplete="current-password"
            />
          )}
        </Field>
        <NewPasswordField
          label="New password"
          size="32"
          error={errors.newPassword?.message}
          registration={() => register('newPassword')}
        />
        <div>
          <Button type="submit" pending={isSubmitting}>
            Change password
          </Button>
        </div>
      </form>
    </Section>
  );
}

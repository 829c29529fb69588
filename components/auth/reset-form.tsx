'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { FormRefusal } from '#components/auth/form-refusal.tsx';
import { NewPasswordField } from '#components/auth/new-password-field.tsx';
import { procedures } from '#components/auth/procedures.ts';
import { enterDesk, signInHere } from '#components/auth/sign-in-here.ts';
import { showRefusal } from '#components/refusal.ts';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { newPasswordSchema } from '#server/domain/accounts/schema.ts';

const schema = z.object({ password: newPasswordSchema });

/** Chooses a new password by link and signs in with it. */
export function ResetForm({ token, email }: { token: string; email: string }) {
  const { register, handleSubmit, setError, formState } = useForm<z.input<typeof schema>>({
    resolver: zodResolver(schema),
    defaultValues: { password: '' },
  });
  const { errors, isSubmitting, isSubmitSuccessful } = formState;
  const submit = handleSubmit(async ({ password }) => {
    try {
      await procedures.accounts.resetPassword.mutate({ token, password });
    } catch (error) {
      showRefusal(setError, error, ['password']);
      return;
    }
    const isIn = await signInHere(email, password).catch(() => false);
    enterDesk(isIn ? '/inbox' : `/sign-in?reset=1&email=${encodeURIComponent(email)}`);
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="grid gap-5">
      <FormRefusal error={errors.root} />
      <Field label="Email">
        {(control) => (
          <Input {...control} value={email} readOnly size="40" autoComplete="username" />
        )}
      </Field>
      <NewPasswordField
        label="New password"
        error={errors.password?.message}
        registration={() => register('password')}
      />
      <Button
        type="submit"
        variant="primary"
        size="40"
        pending={isSubmitting || isSubmitSuccessful}
      >
        Set the password and sign in
      </Button>
    </form>
  );
}

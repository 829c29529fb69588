'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import type { z } from 'zod';
import { FormRefusal } from '#components/auth/form-refusal.tsx';
import { NewPasswordField } from '#components/auth/new-password-field.tsx';
import { procedures } from '#components/auth/procedures.ts';
import { enterDesk, signInHere } from '#components/auth/sign-in-here.ts';
import { showRefusal } from '#components/refusal.ts';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { joinSchema } from '#server/domain/invitations/schema.ts';

type Values = z.input<typeof joinSchema>;

/** A new person joins: the link says who they are, they bring a name and a password. */
export function JoinForm({ token, email }: { token: string; email: string }) {
  const { register, handleSubmit, setError, formState } = useForm<Values>({
    resolver: zodResolver(joinSchema),
    defaultValues: { name: '', password: '' },
  });
  const { errors, isSubmitting, isSubmitSuccessful } = formState;
  const submit = handleSubmit(async (person) => {
    try {
      await procedures.invitations.accept.mutate({ token, person });
      await signInHere(email, person.password);
      enterDesk();
    } catch (error) {
      showRefusal(setError, error, ['password']);
    }
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="grid gap-4">
      <FormRefusal error={errors.root} />
      <Field label="Email">
        {(control) => (
          <Input {...control} value={email} readOnly size="40" autoComplete="username" />
        )}
      </Field>
      <Field label="Your name" error={errors.name?.message}>
        {(control) => <Input {...control} {...register('name')} size="40" autoComplete="name" />}
      </Field>
      <NewPasswordField
        label="Password"
        error={errors.password?.message}
        registration={() => register('password')}
      />
      <Button
        type="submit"
        variant="primary"
        size="40"
        pending={isSubmitting || isSubmitSuccessful}
      >
        Join
      </Button>
    </form>
  );
}

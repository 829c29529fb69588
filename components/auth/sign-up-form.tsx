'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import type { z } from 'zod';
import { FormRefusal } from '#components/auth/form-refusal.tsx';
import { NewPasswordField } from '#components/auth/new-password-field.tsx';
import { procedures } from '#components/auth/procedures.ts';
import { enterDesk, signInHere } from '#components/auth/sign-in-here.ts';
import { surroundings } from '#components/auth/surroundings.ts';
import { showRefusal } from '#components/refusal.ts';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { signUpSchema } from '#server/domain/accounts/schema.ts';

type Values = z.input<typeof signUpSchema>;

/** A person, their business and a password: one form, and they are in. */
export function SignUpForm() {
  const { register, handleSubmit, setError, formState } = useForm<Values>({
    resolver: zodResolver(signUpSchema),
    defaultValues: { name: '', email: '', businessName: '', password: '' },
  });
  const { errors, isSubmitting, isSubmitSuccessful } = formState;
  const submit = handleSubmit(async (values) => {
    try {
      await procedures.accounts.signUp.mutate({ ...values, ...surroundings() });
      await signInHere(values.email, values.password);
      enterDesk();
    } catch (error) {
      showRefusal(setError, error, ['password']);
    }
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="grid gap-4">
      <FormRefusal error={errors.root} />
      <Field label="Business name" error={errors.businessName?.message}>
        {(control) => (
          <Input {...control} {...register('businessName')} size="40" autoComplete="organization" />
        )}
      </Field>
      <Field label="Your name" error={errors.name?.message}>
        {(control) => <Input {...control} {...register('name')} size="40" autoComplete="name" />}
      </Field>
      <Field label="Email" error={errors.email?.message}>
        {(control) => (
          <Input
            {...control}
            {...register('email')}
            type="email"
            size="40"
            autoComplete="username"
          />
        )}
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
        className="mt-1"
        pending={isSubmitting || isSubmitSuccessful}
      >
        Create your front desk
      </Button>
    </form>
  );
}

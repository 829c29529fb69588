'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import type { z } from 'zod';
import { FormRefusal } from '#components/auth/form-refusal.tsx';
import { procedures } from '#components/auth/procedures.ts';
import { showRefusal } from '#components/refusal.ts';
import { Banner } from '#components/ui/banner.tsx';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { requestResetSchema } from '#server/domain/accounts/schema.ts';

type Values = z.input<typeof requestResetSchema>;

/** Asks for a link; says the same whether or not the account exists. */
export function RequestResetForm() {
  const { register, handleSubmit, setError, formState } = useForm<Values>({
    resolver: zodResolver(requestResetSchema),
    defaultValues: { email: '' },
  });
  const { errors, isSubmitting, isSubmitSuccessful } = formState;
  const submit = handleSubmit(async (values) => {
    try {
      await procedures.accounts.requestReset.mutate(values);
    } catch (error) {
      showRefusal(setError, error, ['email']);
    }
  });
  if (isSubmitSuccessful) {
    return (
      <div role="status">
        <Banner tone="success">
          If this email has an account, a link is on its way. It works for an hour.
        </Banner>
      </div>
    );
  }
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="grid gap-5">
      <FormRefusal error={errors.root} />
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
      <Button type="submit" variant="primary" size="40" pending={isSubmitting}>
        Send me a link
      </Button>
    </form>
  );
}

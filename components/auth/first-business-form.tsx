'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import type { z } from 'zod';
import { FormRefusal } from '#components/auth/form-refusal.tsx';
import { procedures } from '#components/auth/procedures.ts';
import { enterDesk } from '#components/auth/sign-in-here.ts';
import { surroundings } from '#components/auth/surroundings.ts';
import { showRefusal } from '#components/refusal.ts';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { createBusinessSchema } from '#server/domain/businesses/schema.ts';

type Values = z.input<typeof createBusinessSchema>;

/** For a person who is signed in and opens a business, the first or another one. */
export function FirstBusinessForm() {
  const { register, handleSubmit, setError, formState } = useForm<Values>({
    resolver: zodResolver(createBusinessSchema),
    defaultValues: { name: '' },
  });
  const { errors, isSubmitting, isSubmitSuccessful } = formState;
  const submit = handleSubmit(async ({ name }) => {
    try {
      await procedures.businesses.create.mutate({ name, ...surroundings() });
      enterDesk();
    } catch (error) {
      showRefusal(setError, error, ['name']);
    }
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="grid gap-5">
      <FormRefusal error={errors.root} />
      <Field label="Business name" error={errors.name?.message}>
        {(control) => (
          <Input {...control} {...register('name')} size="40" autoComplete="organization" />
        )}
      </Field>
      <Button
        type="submit"
        variant="primary"
        size="40"
        pending={isSubmitting || isSubmitSuccessful}
      >
        Create the business
      </Button>
    </form>
  );
}

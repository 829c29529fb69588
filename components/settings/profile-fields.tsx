'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useRouter } from 'next/navigation';
import type { SyntheticEvent } from 'react';
import { useForm } from 'react-hook-form';
import type { UseFormReturn } from 'react-hook-form';
import { z } from 'zod';
import { FormRefusal } from '#components/auth/form-refusal.tsx';
import { showRefusal } from '#components/refusal.ts';
import { LogoField } from '#components/settings/logo-field.tsx';
import type { Choice, ProfileChoices } from '#components/settings/profile-choices.ts';
import { TextField } from '#components/settings/text-field.tsx';
import { trpc } from '#components/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Select } from '#components/ui/select.tsx';
import { Textarea } from '#components/ui/textarea.tsx';
import { showToast } from '#components/ui/toast.ts';
import { updateBusinessSchema } from '#server/domain/businesses/schema.ts';

type Values = z.input<typeof updateBusinessSchema>;
type Output = z.output<typeof updateBusinessSchema>;
type Form = UseFormReturn<Values, unknown, Output>;

interface ProfileFieldsProps {
  business: Values;
  choices: ProfileChoices;
}

/** The fields, filled with what is saved; what was typed outlives a refresh of it. */
export function ProfileFields({ business, choices }: ProfileFieldsProps) {
  const values = z.object(valuesShape).parse(business);
  const form: Form = useForm({
    resolver: zodResolver(updateBusinessSchema),
    values,
    resetOptions: { keepDirtyValues: true },
  });
  const { formState } = form;
  const { errors, isSubmitting, isDirty } = formState;
  const submit = useSaveProfile(form);
  const register = (name: keyof Values) => registered(form, name, values);
  return (
    <form onSubmit={submit} noValidate className="grid gap-5">
      <FormRefusal error={errors.root} />
      <LogoField />
      <TextField label="Name" error={errors.name?.message} {...register('name')} />
      <Field
        label="Description"
        error={errors.description?.message}
        hint="What you do, in a sentence or two."
      >
        {(control) => <Textarea {...control} {...register('description')} rows={3} />}
      </Field>
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField label="Phone" type="tel" error={errors.phone?.message} {...register('phone')} />
        <TextField
          label="Website"
          inputMode="url"
          error={errors.website?.message}
          {...register('website')}
        />
      </div>
      <TextField label="Address" error={errors.address?.message} {...register('address')} />
      <ChoiceField
        label="Time zone"
        error={errors.timeZone?.message}
        choices={choices.timeZones}
        control={register('timeZone')}
      />
      <div className="grid gap-5 sm:grid-cols-2">
        <ChoiceField
          label="Currency"
          error={errors.currency?.message}
          choices={choices.currencies}
          control={register('currency')}
        />
        <ChoiceField
          label="Dates and numbers"
          error={errors.locale?.message}
          choices={choices.locales}
          control={register('locale')}
        />
      </div>
      <div>
        <Button type="submit" variant="primary" pending={isSubmitting} disabled={!isDirty}>
          Save
        </Button>
      </div>
    </form>
  );
}

// The names alone: what is saved is shown as it is, and checked when it is sent again.
const valuesShape = {
  name: z.string(),
  description: z.string(),
  phone: z.string(),
  website: z.string(),
  address: z.string(),
  timeZone: z.string(),
  currency: z.string(),
  locale: z.string(),
} satisfies Record<keyof Values, z.ZodString>;

function useSaveProfile({ handleSubmit, setError, setValue, reset }: Form) {
  const router = useRouter();
  const utils = trpc.useUtils();
  const save = trpc.businesses.update.useMutation();
  const submit = handleSubmit(async (values) => {
    // Shown as it will be saved: trimmed, and the web address in full.
    updateBusinessSchema.keyof().options.forEach((name) => setValue(name, values[name]));
    try {
      await save.mutateAsync(values);
    } catch (error) {
      showRefusal(setError, error, ['phone', 'website', 'name']);
      return;
    }
    reset(values);
    showToast({ message: 'Profile saved' });
    await utils.businesses.invalidate();
    // The frame around the page shows the name too.
    router.refresh();
  });
  return (event: SyntheticEvent) => void submit(event);
}

/** With its saved value, which is then there before the page's code is. */
function registered({ register }: Form, name: keyof Values, values: Record<keyof Values, string>) {
  return { ...register(name), defaultValue: values[name] };
}

interface ChoiceFieldProps {
  label: string;
  error: string | undefined;
  choices: Choice[];
  control: ReturnType<typeof registered>;
}

function ChoiceField({ label, error, choices, control }: ChoiceFieldProps) {
  return (
    <Field label={label} error={error}>
      {(field) => (
        <Select {...field} {...control}>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

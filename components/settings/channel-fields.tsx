'use client';

import type { FieldErrors, FieldPath, FieldValues, UseFormRegister } from 'react-hook-form';
import type { GuideField } from '#components/settings/channel-guides.ts';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { PasswordInput } from '#components/ui/password-input.tsx';

interface ChannelFieldsProps<Values extends FieldValues> {
  fields: readonly GuideField[];
  register: UseFormRegister<Values>;
  errors: FieldErrors<Values>;
}

/** What is pasted from the provider; secrets are dots until somebody looks. */
export function ChannelFields<Values extends FieldValues>({
  fields,
  register,
  errors,
}: ChannelFieldsProps<Values>) {
  return fields.map(({ name, label, hint, isSecret = false }) => (
    <Field key={name} label={label} hint={hint} error={messageOf(errors[name])}>
      {(control) => {
        const common = {
          ...control,
          ...register(name as FieldPath<Values>),
          autoComplete: 'off',
          spellCheck: false,
        };
        return isSecret ? (
          <PasswordInput {...common} what={label.toLowerCase()} />
        ) : (
          <Input {...common} inputMode="numeric" />
        );
      }}
    </Field>
  ));
}

function messageOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('message' in error)) return undefined;
  return typeof error.message === 'string' ? error.message : undefined;
}

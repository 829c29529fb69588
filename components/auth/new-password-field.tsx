'use client';

import type { UseFormRegisterReturn } from 'react-hook-form';
import { Field } from '#components/ui/field.tsx';
import { PasswordInput } from '#components/ui/password-input.tsx';

interface NewPasswordFieldProps {
  label: string;
  error: string | undefined;
  /** Called in the order of the fields, so that the first wrong one gets the focus. */
  registration: () => UseFormRegisterReturn;
  size?: '32' | '40';
}

/** Where a password is chosen: its only rule is said before it is broken. */
export function NewPasswordField({
  label,
  error,
  registration,
  size = '40',
}: NewPasswordFieldProps) {
  return (
    <Field label={label} error={error} hint="At least 8 characters. A few words are easy to keep.">
      {(control) => (
        <PasswordInput {...control} {...registration()} size={size} autoComplete="new-password" />
      )}
    </Field>
  );
}

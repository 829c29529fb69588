import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import type { InputProps } from '#components/ui/input.tsx';

interface TextFieldProps extends InputProps {
  label: string;
  error: string | undefined;
}

/** One labelled line of text. */
export function TextField({ label, error, ...props }: TextFieldProps) {
  return (
    <Field label={label} error={error}>
      {(control) => <Input {...props} {...control} />}
    </Field>
  );
}

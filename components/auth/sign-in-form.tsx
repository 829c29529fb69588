'use client';

import Link from 'next/link';
import { useActionState } from 'react';
import { enterDesk, signInHere } from '#components/auth/sign-in-here.ts';
import { Banner } from '#components/ui/banner.tsx';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { PasswordInput } from '#components/ui/password-input.tsx';

interface Attempt {
  email: string;
  refusal: string | null;
}

const refused =
  'This email and password do not match. After several tries, wait a few minutes or reset the password.';
const unreachable = 'We could not reach Frontdesk. Check your connection and try again.';

/** Email and password. Plain fields and no form library: this is the first page people load. */
export function SignInForm({ email, next }: { email: string; next: string }) {
  const [attempt, submit, isPending] = useActionState(
    async (_before: Attempt, form: FormData): Promise<Attempt> => {
      const given = textOf(form, 'email');
      try {
        if (!(await signInHere(given, textOf(form, 'password')))) {
          return { email: given, refusal: refused };
        }
        enterDesk(next);
        // Stay pending until the next page is there.
        return await new Promise<never>(() => undefined);
      } catch {
        return { email: given, refusal: unreachable };
      }
    },
    { email, refusal: null },
  );
  return (
    <form action={submit} className="grid gap-5">
      {attempt.refusal === null ? null : <Banner tone="danger">{attempt.refusal}</Banner>}
      <Field label="Email">
        {(control) => (
          <Input
            {...control}
            key={attempt.email}
            name="email"
            type="email"
            size="40"
            autoComplete="username"
            defaultValue={attempt.email}
            required
            autoFocus={attempt.email === ''}
          />
        )}
      </Field>
      <Field
        label="Password"
        action={
          <Link href="/reset" className="-my-1 py-1 text-caption font-medium text-primary-text">
            Forgot it?
          </Link>
        }
      >
        {(control) => (
          <PasswordInput
            {...control}
            name="password"
            size="40"
            autoComplete="current-password"
            required
            maxLength={1000}
          />
        )}
      </Field>
      <Button type="submit" variant="primary" size="40" pending={isPending}>
        Sign in
      </Button>
    </form>
  );
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}

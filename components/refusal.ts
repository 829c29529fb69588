import { TRPCClientError } from '@trpc/client';
import type { FieldPath, FieldValues, UseFormSetError } from 'react-hook-form';
import type { AppRouter } from '#server/trpc/root.ts';

const unreachable = 'We could not reach Frontdesk. Check your connection and try again.';

/** What went wrong as a sentence for people, and the field it belongs to when there is one. */
export function refusalOf(error: unknown): { sentence: string; field: string | null } {
  if (!(error instanceof TRPCClientError)) return { sentence: unreachable, field: null };
  const { data, message } = error as TRPCClientError<AppRouter>;
  if (data == null) return { sentence: unreachable, field: null };
  const field = data.details?.field;
  return { sentence: message, field: typeof field === 'string' ? field : null };
}

/** Puts a refusal under the field it belongs to, or above the form. */
export function showRefusal<Values extends FieldValues>(
  setError: UseFormSetError<Values>,
  error: unknown,
  fields: readonly FieldPath<Values>[],
): void {
  const { sentence, field } = refusalOf(error);
  const named = fields.find((name) => name === field);
  setError(named ?? 'root', { message: sentence }, { shouldFocus: named !== undefined });
}

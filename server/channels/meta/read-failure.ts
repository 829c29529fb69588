import { z } from 'zod';

import type { FailureCode, SendFailure } from '#server/channels/failures.ts';

export interface FailureRow {
  providerCodes: readonly (number | readonly [from: number, to: number])[];
  /** Narrower than codes: where one of these is given, the row counts whatever the code. */
  providerSubcodes?: readonly number[];
  code: FailureCode;
  /** One sentence for the person who wanted to send. */
  message: string;
  retryable: boolean;
  retryAfterSeconds?: number;
}

/** A number, also when it is written as text: anything else must not become 0, which is a code. */
const errorCode = z.union([z.int(), z.string().regex(/^\d{1,9}$/)]).transform(Number);

/** An error as Meta writes it, in a response or in a status; only the codes are relied upon. */
export const metaError = z.object({
  code: errorCode,
  error_subcode: errorCode.optional().catch(undefined),
  title: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  error_user_msg: z.string().optional().catch(undefined),
  error_data: z.object({ details: z.string().optional() }).optional().catch(undefined),
});

/** The same where it is known that there is an error, whatever its code. */
export const metaErrorOfAnyCode = metaError.extend({ code: errorCode.optional().catch(undefined) });

export type MetaError = z.infer<typeof metaErrorOfAnyCode>;

/** How errors of one of Meta's products become failures of ours; the provider's words stay beside them. */
export function failureReader(
  product: string,
  table: readonly FailureRow[],
): (error: MetaError) => SendFailure {
  return (error) => {
    const { code } = error;
    const row = rowFor(table, error);
    const title = error.title ?? error.message;
    const detail = error.error_data?.details ?? error.error_user_msg ?? error.message;
    return {
      code: row?.code ?? 'unknown_failure',
      message:
        row?.message ?? `${product} refused this message for a reason that is not known here.`,
      ...(code === undefined ? {} : { providerCode: String(code) }),
      ...(title === undefined ? {} : { providerTitle: title }),
      ...(detail === undefined ? {} : { providerDetail: detail }),
      retryable: row?.retryable ?? false,
      ...(row?.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: row.retryAfterSeconds }),
    };
  };
}

function rowFor(
  table: readonly FailureRow[],
  { code, error_subcode: subcode }: MetaError,
): FailureRow | undefined {
  const narrow =
    subcode === undefined
      ? undefined
      : table.find(({ providerSubcodes }) => providerSubcodes?.includes(subcode));
  return narrow ?? table.find((row) => code !== undefined && covers(row, code));
}

function covers(row: FailureRow, code: number): boolean {
  return row.providerCodes.some((known) =>
    typeof known === 'number' ? known === code : code >= known[0] && code <= known[1],
  );
}

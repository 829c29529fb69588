import { z } from 'zod';

import type { SendFailure } from '#server/channels/types.ts';
import { failureTable } from '#server/channels/whatsapp/failure-table.ts';
import type { FailureRow } from '#server/channels/whatsapp/failure-table.ts';

/** A number, also when it is written as text: anything else must not become 0, which is a code. */
const errorCode = z.union([z.int(), z.string().regex(/^\d{1,9}$/)]).transform(Number);

/** An error as Meta writes it, in a response or in a status; only the code is relied upon. */
export const metaError = z.object({
  code: errorCode,
  title: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  error_user_msg: z.string().optional().catch(undefined),
  error_data: z.object({ details: z.string().optional() }).optional().catch(undefined),
});

/** The same where it is known that there is an error, whatever its code. */
export const metaErrorOfAnyCode = metaError.extend({ code: errorCode.optional().catch(undefined) });

type MetaError = z.infer<typeof metaErrorOfAnyCode>;

/** Our own failure for one of Meta's errors; the provider's words are kept beside it. */
export function readFailure(error: MetaError): SendFailure {
  const { code } = error;
  const row = failureTable.find((known) => code !== undefined && covers(known, code));
  const title = error.title ?? error.message;
  const detail = error.error_data?.details ?? error.error_user_msg ?? error.message;
  return {
    code: row?.code ?? 'unknown_failure',
    message: row?.message ?? 'WhatsApp refused this message for a reason that is not known here.',
    ...(code === undefined ? {} : { providerCode: String(code) }),
    ...(title === undefined ? {} : { providerTitle: title }),
    ...(detail === undefined ? {} : { providerDetail: detail }),
    retryable: row?.retryable ?? false,
    ...(row?.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: row.retryAfterSeconds }),
  };
}

function covers(row: FailureRow, code: number): boolean {
  return row.providerCodes.some((known) =>
    typeof known === 'number' ? known === code : code >= known[0] && code <= known[1],
  );
}

import { failureTable } from '#server/channels/instagram/failure-table.ts';
import type { SendFailure } from '#server/channels/failures.ts';
import { failureReader } from '#server/channels/meta/read-failure.ts';
import type { MetaError } from '#server/channels/meta/read-failure.ts';

const read = failureReader('Instagram', failureTable);

const OUTSIDE_WINDOW = 2534022;

/** Our own failure for one of Meta's errors. */
export function readFailure(error: MetaError): SendFailure {
  // Without its subcode it has the code of a missing permission, which would stop the whole channel.
  const isLate = error.code === 10 && /outside of (the )?allowed window/i.test(error.message ?? '');
  return read(isLate ? { ...error, error_subcode: OUTSIDE_WINDOW } : error);
}

import { failureTable } from '#server/channels/instagram/failure-table.ts';
import { failureReader } from '#server/channels/meta/read-failure.ts';

/** Our own failure for one of Meta's errors. */
export const readFailure = failureReader('Instagram', failureTable);

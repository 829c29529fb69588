import { failureReader } from '#server/channels/meta/read-failure.ts';
import { failureTable } from '#server/channels/whatsapp/failure-table.ts';

/** Our own failure for one of Meta's errors. */
export const readFailure = failureReader('WhatsApp', failureTable);

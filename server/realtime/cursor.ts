/**
 * A point in the log of changes: every transaction before it had ended when it was made, so a
 * reader that goes on from it may meet a change twice but never miss one.
 */
export interface Cursor {
  transaction: bigint;
  /** By the database's clock, in Unix seconds; tells whether the log still reaches back so far. */
  madeAt: number;
}

export function formatCursor({ transaction, madeAt }: Cursor): string {
  return `${transaction.toString()}-${madeAt}`;
}

/** Null for anything that `formatCursor` cannot have made. */
export function parseCursor(text: string): Cursor | null {
  const match = /^(\d{1,19})-(\d{1,12})$/.exec(text);
  const [, transaction, madeAt] = match ?? [];
  if (transaction === undefined || madeAt === undefined) return null;
  const parsed = BigInt(transaction);
  return parsed > 2n ** 63n - 1n ? null : { transaction: parsed, madeAt: Number(madeAt) };
}

import { findUnsentAttachments } from '#db/system.ts';
import { createBusinessContext } from '#server/business-context.ts';
import { pruneAttachments } from '#server/domain/attachments/prune-attachments.ts';
import { unsentHours } from '#server/domain/attachments/schema.ts';

/** Forgets, of every business, files that no message has. */
export async function pruneUnsentFiles(): Promise<void> {
  const before = new Date(Date.now() - unsentHours * 3_600_000);
  for (const businessId of await findUnsentAttachments(before)) {
    const actor = { kind: 'system', job: 'prune-unsent-files' } as const;
    await pruneAttachments(createBusinessContext({ businessId, actor }), { before });
  }
}

import { and, eq, isNotNull, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { reactions } from '#db/schema/reactions.ts';
import type { ConversationSide } from '#db/schema/vocabulary.ts';
import { listAttachments } from '#server/domain/attachments/list-attachments.ts';
import type { ShownAttachment } from '#server/domain/attachments/list-attachments.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { contentOf, contextOf } from '#server/domain/messages/content-of.ts';
import type { SelectedMessage } from '#server/domain/messages/internal.ts';
import { readTemplateParts } from '#server/domain/messages/read-template-parts.ts';
import type { TemplateParts } from '#server/domain/messages/read-template-parts.ts';

/** What one side put on a message. */
interface ShownReaction {
  side: ConversationSide;
  emoji: string;
}

interface Around {
  files: ReadonlyMap<string, ShownAttachment[]>;
  reactions: ReadonlyMap<string, ShownReaction[]>;
  templates: ReadonlyMap<string, TemplateParts>;
}

/** Adds to messages what lies around them, with as many questions for many as for one. */
export async function showMessages(
  ctx: BusinessContext,
  tx: BusinessTx,
  rows: readonly SelectedMessage[],
) {
  if (rows.length === 0) return [];
  const withFiles = rows.flatMap(({ id, quotedId }) => (quotedId === null ? [id] : [id, quotedId]));
  const around: Around = {
    files: await listAttachments(ctx, tx, [...new Set(withFiles)]),
    reactions: await listReactions(tx, rows),
    templates: await readTemplateParts(tx, rows),
  };
  return rows.map((row) => showMessage(row, around));
}

function showMessage(row: SelectedMessage, around: Around) {
  const { providerMessageId, channelId: _of, content: _stored, template: _sent, ...shown } = row;
  const isGone = row.deletedAt !== null;
  const quotedFile = row.quotedId === null ? undefined : around.files.get(row.quotedId)?.[0];
  return {
    ...shown,
    // What its writer took back is nobody's to read.
    text: isGone ? '' : row.text,
    firstText: isGone ? null : row.firstText,
    content: isGone ? { kind: 'text' as const } : contentOf(row),
    context: isGone ? null : contextOf(row),
    template: (isGone ? undefined : around.templates.get(row.id)) ?? null,
    attachments: isGone ? [] : (around.files.get(row.id) ?? []),
    reactions: around.reactions.get(providerMessageId ?? '') ?? [],
    quotedText: row.quotedDeletedAt === null ? row.quotedText : null,
    quotedFile: row.quotedDeletedAt === null ? (quotedFile ?? null) : null,
  };
}

/** By the provider's id of the message, by which alone they are known. */
async function listReactions(
  tx: BusinessTx,
  rows: readonly SelectedMessage[],
): Promise<Map<string, ShownReaction[]>> {
  const [first] = rows;
  const ids = rows.flatMap(({ providerMessageId }) => providerMessageId ?? []);
  const shown = new Map<string, ShownReaction[]>();
  if (first === undefined || ids.length === 0) return shown;
  const found = await tx
    .select({
      providerMessageId: reactions.providerMessageId,
      side: reactions.side,
      emoji: reactions.emoji,
    })
    .from(reactions)
    .where(
      and(
        // All of one conversation, and so of one channel.
        eq(reactions.channelId, first.channelId),
        sql`${reactions.providerMessageId} = any(${sql.param(ids)}::text[])`,
        isNotNull(reactions.emoji),
      ),
    )
    .orderBy(reactions.occurredAt, reactions.id);
  for (const { providerMessageId: id, side, emoji } of found) {
    if (emoji !== null) shown.set(id, [...(shown.get(id) ?? []), { side, emoji }]);
  }
  return shown;
}

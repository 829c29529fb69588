import type { InboundContent, ProviderFile } from '#server/channels/content.ts';
import type { MessageKind } from '#db/schema/vocabulary.ts';

/** What a message of this content has in its row. */
export interface ContentColumns {
  kind: MessageKind;
  text: string;
  content: Record<string, unknown> | null;
}

/** A content as a row holds it; its files are rows of their own. */
export function contentColumns(given: InboundContent): ContentColumns {
  if (given.kind === 'unsupported') return { kind: given.kind, text: given.reason, content: null };
  const { kind, text, ...rest } = given;
  const kept = Object.entries(rest).filter(([key]) => key !== 'files');
  return { kind, text, content: kept.length === 0 ? null : Object.fromEntries(kept) };
}

export function filesOf(content: InboundContent): readonly ProviderFile[] {
  return 'files' in content ? content.files : [];
}

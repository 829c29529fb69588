/** Where in the composer, or over the page, somebody has the focus. */
export type Hands = 'field' | 'template' | 'over' | null;

/** Which of its two forms the composer has. */
export interface ComposerForm {
  isOpen: boolean;
  /** A template is being filled that need not be one any more: it stays until that is done. */
  isPinned: boolean;
  /** Whoever was writing as the form changed goes on there, and so does who asked to reply. */
  takesFocus: boolean;
}

/**
 * The form after a look at the clock and at the hands: it changes by itself, but nothing that
 * somebody types into is taken from under them, and no letter lands where it was not meant to.
 */
export function followWindow(form: ComposerForm, canReply: boolean, hands: Hands): ComposerForm {
  if (form.isOpen === canReply) return form.isPinned ? { ...form, isPinned: false } : form;
  if (form.isPinned || hands === 'over') return form;
  if (canReply && hands === 'template') return { ...form, isPinned: true };
  return { isOpen: canReply, isPinned: false, takesFocus: hands === 'field' };
}

/** Meta's reasons for a status, each with the next step. */
const known: Record<string, string> = {
  ARCHIVED:
    'WhatsApp put it away because it was not used. Take it out of the archive at WhatsApp within 28 days, or it is deleted.',
  FLAGGED:
    'Many people blocked or reported it. If that goes on, WhatsApp stops it: make it clearer, or send it to fewer.',
  ABUSIVE_CONTENT:
    'WhatsApp reads it as threatening or abusive. Say it in a friendlier way and submit it again.',
  CATEGORY_NOT_AVAILABLE: 'This category is not open to this account. Choose another category.',
  INCORRECT_CATEGORY:
    'WhatsApp sees another category. Choose Marketing if it offers or invites, then submit it again.',
  INVALID_FORMAT:
    'A blank or the layout is not as WhatsApp wants it. Look at the blanks, then submit it again.',
  PROMOTIONAL: 'It reads like an offer. Choose the category Marketing and submit it again.',
  SCAM: 'WhatsApp takes it for a scam. Say who you are and why you write, then submit it again.',
  TAG_CONTENT_MISMATCH:
    'The text is in another language, or of another category, than was chosen. Make them agree.',
};

/** Why a template was refused or stopped, for people; what is not known is in the provider's words. */
export function explainReason(reason: string): string {
  const sentence = known[reason.trim().toUpperCase().replaceAll(' ', '_')];
  if (sentence !== undefined) return sentence;
  const isCode = /^[A-Z][A-Z_]+$/.test(reason);
  return isCode ? `WhatsApp calls it “${reason.toLowerCase().replaceAll('_', ' ')}”.` : reason;
}

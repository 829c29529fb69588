import type { TemplateStatus } from '#db/schema/vocabulary.ts';

type Deed = 'edit' | 'submit';

/** What can be done with a template in each status. */
const deeds: Record<TemplateStatus, readonly Deed[]> = {
  draft: ['edit', 'submit'],
  pending: [],
  approved: ['edit'],
  rejected: ['edit'],
  paused: ['edit'],
  disabled: [],
  deleted: [],
};

export const canEdit = (status: TemplateStatus) => deeds[status].includes('edit');
export const canSubmit = (status: TemplateStatus) => deeds[status].includes('submit');

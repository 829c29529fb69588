/** The closed sets of words in the tables of background work; pure data. */
export const jobRunStates = ['queued', 'running', 'completed', 'failed'] as const;
/** `discovery` calls the function from its top, `step` one planned step, `timer` only waits. */
export const jobItemKinds = ['discovery', 'step', 'timer'] as const;

export type JobRunState = (typeof jobRunStates)[number];
export type JobItemKind = (typeof jobItemKinds)[number];

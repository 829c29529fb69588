/** The closed sets of words in the tables of background work; pure data. */
export const jobRunStates = ['queued', 'running', 'completed', 'failed', 'cancelled'] as const;
/**
 * `discovery` calls the function from its top, `step` one planned step, `timer` only waits, `wait`
 * waits for an event, and `invoke` for another run to end.
 */
export const jobItemKinds = ['discovery', 'step', 'timer', 'wait', 'invoke'] as const;

/** A gate either lets runs start late, or not at all. */
export const jobGateKinds = ['throttle', 'rateLimit'] as const;

export type JobGateKind = (typeof jobGateKinds)[number];
export type JobRunState = (typeof jobRunStates)[number];
export type JobItemKind = (typeof jobItemKinds)[number];

/** How long a message may be in hand, as the product has it. */
export const leaseMs = 45_000;
/** A turn is taken before the call, and the provider notes the call when it arrives. */
export const measuringErrorMs = 1_000;

import { z } from 'zod';
import { catchUp } from '#server/realtime/catch-up.ts';
import { realtimeSettings } from '#server/realtime/pusher-account.ts';
import { memberProcedure, router } from '#server/trpc/init.ts';

export const realtimeRouter = router({
  /** How this member's browser listens. */
  settings: memberProcedure.query(({ ctx }) => {
    const { businessId, memberId } = ctx.membership;
    return realtimeSettings({ businessId, memberId });
  }),

  /** What changed since the cursor, for a browser that has no open stream. */
  since: memberProcedure
    .input(z.object({ cursor: z.string().max(64).nullable() }))
    .query(({ ctx, input }) => ctx.business.db((tx) => catchUp(tx, input.cursor))),
});

import { createSignedInContext } from '#server/account-context.ts';
import { endOtherSessions, endSession } from '#server/domain/sessions/end-sessions.ts';
import { listSessions } from '#server/domain/sessions/list-sessions.ts';
import { endSessionSchema } from '#server/domain/sessions/schema.ts';
import { router, userProcedure } from '#server/trpc/init.ts';

export const sessionsRouter = router({
  list: userProcedure.query(({ ctx }) => listSessions(createSignedInContext(ctx))),
  end: userProcedure
    .input(endSessionSchema)
    .mutation(({ ctx, input }) => endSession(createSignedInContext(ctx), input)),
  endOthers: userProcedure.mutation(({ ctx }) => endOtherSessions(createSignedInContext(ctx))),
});

import { cancelRun } from '#server/domain/system/cancel-run.ts';
import { getSystem } from '#server/domain/system/get-system.ts';
import { listRuns } from '#server/domain/system/list-runs.ts';
import { retryRun } from '#server/domain/system/retry-run.ts';
import { listRunsSchema, runIdSchema } from '#server/domain/system/schema.ts';
import { listDeadLetters } from '#server/domain/webhooks/list-dead-letters.ts';
import { replayDeadLetter } from '#server/domain/webhooks/replay-dead-letter.ts';
import { replayDeadLetters } from '#server/domain/webhooks/replay-dead-letters.ts';
import { deadLetterIdSchema, listDeadLettersSchema } from '#server/domain/webhooks/schema.ts';
import { memberProcedure, router } from '#server/trpc/init.ts';

export const systemRouter = router({
  get: memberProcedure.query(({ ctx }) => getSystem(ctx.business)),
  runs: memberProcedure
    .input(listRunsSchema)
    .query(({ ctx, input }) => listRuns(ctx.business, input)),
  retryRun: memberProcedure
    .input(runIdSchema)
    .mutation(({ ctx, input }) => retryRun(ctx.business, input)),
  cancelRun: memberProcedure
    .input(runIdSchema)
    .mutation(({ ctx, input }) => cancelRun(ctx.business, input)),
  deadLetters: memberProcedure
    .input(listDeadLettersSchema)
    .query(({ ctx, input }) => listDeadLetters(ctx.business, input)),
  replay: memberProcedure
    .input(deadLetterIdSchema)
    .mutation(({ ctx, input }) => replayDeadLetter(ctx.business, input)),
  replayAll: memberProcedure.mutation(({ ctx }) => replayDeadLetters(ctx.business)),
});

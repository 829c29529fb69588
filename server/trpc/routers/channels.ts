import { listChannels } from '#server/domain/channels/list-channels.ts';
import { listSandboxNumbers } from '#server/domain/channels/list-sandbox-numbers.ts';
import { memberProcedure, router } from '#server/trpc/init.ts';

export const channelsRouter = router({
  list: memberProcedure.query(({ ctx }) => listChannels(ctx.business)),
  sandboxNumbers: memberProcedure.query(({ ctx }) => listSandboxNumbers(ctx.business)),
});

import { listChannelLoads } from '#server/domain/channels/list-channel-loads.ts';
import { listChannels } from '#server/domain/channels/list-channels.ts';
import { listSandboxNumbers } from '#server/domain/channels/list-sandbox-numbers.ts';
import { resumeChannel } from '#server/domain/channels/resume-channel.ts';
import { channelIdInput, updateChannelInput } from '#server/domain/channels/schema.ts';
import { updateChannel } from '#server/domain/channels/update-channel.ts';
import { memberProcedure, router } from '#server/trpc/init.ts';

export const channelsRouter = router({
  list: memberProcedure.query(({ ctx }) => listChannels(ctx.business)),
  loads: memberProcedure.query(({ ctx }) => listChannelLoads(ctx.business)),
  resume: memberProcedure
    .input(channelIdInput)
    .mutation(({ ctx, input }) => resumeChannel(ctx.business, input)),
  update: memberProcedure
    .input(updateChannelInput)
    .mutation(({ ctx, input }) => updateChannel(ctx.business, input)),
  sandboxNumbers: memberProcedure.query(({ ctx }) => listSandboxNumbers(ctx.business)),
});

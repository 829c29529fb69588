import {
  changeCredentials,
  reconnectChannel,
  reconnectSandboxChannel,
} from '#server/domain/channels/change-credentials.ts';
import { checkChannel } from '#server/domain/channels/check-channel.ts';
import { connectChannel, findAccount } from '#server/domain/channels/connect-channel.ts';
import { disconnectChannel } from '#server/domain/channels/disconnect-channel.ts';
import { getWebhook } from '#server/domain/channels/get-webhook.ts';
import { listChannelLoads } from '#server/domain/channels/list-channel-loads.ts';
import { listChannels } from '#server/domain/channels/list-channels.ts';
import { listSandboxNumbers } from '#server/domain/channels/list-sandbox-numbers.ts';
import { renameChannel } from '#server/domain/channels/rename-channel.ts';
import { resumeChannel } from '#server/domain/channels/resume-channel.ts';
import {
  changeCredentialsInput,
  channelIdInput,
  connectChannelInput,
  renameChannelInput,
  sendTestMessageInput,
  updateChannelInput,
} from '#server/domain/channels/schema.ts';
import { sendTestMessage } from '#server/domain/channels/send-test-message.ts';
import { updateChannel } from '#server/domain/channels/update-channel.ts';
import { memberProcedure, router } from '#server/trpc/init.ts';

export const channelsRouter = router({
  list: memberProcedure.query(({ ctx }) => listChannels(ctx.business)),
  loads: memberProcedure.query(({ ctx }) => listChannelLoads(ctx.business)),
  webhook: memberProcedure
    .input(channelIdInput)
    .query(({ ctx, input }) => getWebhook(ctx.business, input)),
  findAccount: memberProcedure
    .input(connectChannelInput)
    .mutation(({ ctx, input }) => findAccount(ctx.business, input)),
  connect: memberProcedure
    .input(connectChannelInput)
    .mutation(({ ctx, input }) => connectChannel(ctx.business, input)),
  reconnect: memberProcedure
    .input(changeCredentialsInput)
    .mutation(({ ctx, input }) => reconnectChannel(ctx.business, input)),
  reconnectSandbox: memberProcedure
    .input(channelIdInput)
    .mutation(({ ctx, input }) => reconnectSandboxChannel(ctx.business, input)),
  changeCredentials: memberProcedure
    .input(changeCredentialsInput)
    .mutation(({ ctx, input }) => changeCredentials(ctx.business, input)),
  disconnect: memberProcedure
    .input(channelIdInput)
    .mutation(({ ctx, input }) => disconnectChannel(ctx.business, input)),
  rename: memberProcedure
    .input(renameChannelInput)
    .mutation(({ ctx, input }) => renameChannel(ctx.business, input)),
  check: memberProcedure
    .input(channelIdInput)
    .mutation(({ ctx, input }) => checkChannel(ctx.business, input)),
  sendTest: memberProcedure
    .input(sendTestMessageInput)
    .mutation(({ ctx, input }) => sendTestMessage(ctx.business, input)),
  resume: memberProcedure
    .input(channelIdInput)
    .mutation(({ ctx, input }) => resumeChannel(ctx.business, input)),
  update: memberProcedure
    .input(updateChannelInput)
    .mutation(({ ctx, input }) => updateChannel(ctx.business, input)),
  sandboxNumbers: memberProcedure.query(({ ctx }) => listSandboxNumbers(ctx.business)),
});

import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '#server/trpc/root.ts';

type Outputs = inferRouterOutputs<AppRouter>;

export type SignedInDevice = Outputs['sessions']['list'][number];
export type TeamMember = Outputs['members']['list'][number];
export type PendingInvitation = Outputs['invitations']['list'][number];
export type IssuedInvitation = Outputs['invitations']['create'];
export type ConnectedChannel = Outputs['channels']['list'][number];
export type ChannelLoad = Outputs['channels']['loads'][number];
export type SystemState = Outputs['system']['get'];
export type SystemRun = Outputs['system']['runs']['runs'][number];
export type DroppedMessage = Outputs['system']['deadLetters']['deadLetters'][number];
export type LaunchedCampaign = Outputs['campaigns']['list']['campaigns'][number];

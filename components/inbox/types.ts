import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '#server/trpc/root.ts';

type Inputs = inferRouterInputs<AppRouter>;
type Outputs = inferRouterOutputs<AppRouter>;

export type ConversationPage = Outputs['conversations']['list'];
export type ListedConversation = ConversationPage['conversations'][number];
export type OpenConversation = Outputs['conversations']['get'];
export type MessagePage = Outputs['messages']['list'];
export type ThreadMessage = MessagePage['messages'][number];
type MessageContent = ThreadMessage['content'];
export type ContentOf<Kind extends MessageContent['kind']> = Extract<
  MessageContent,
  { kind: Kind }
>;
export type ThreadFile = ThreadMessage['attachments'][number];
export type ThreadReaction = ThreadMessage['reactions'][number];
export type SentTemplate = NonNullable<Inputs['messages']['send']['template']>;
export type SuggestedTemplates = Outputs['templates']['suggest'];
export type ContactDetails = Outputs['contacts']['get'];

/** What an infinite query holds. */
export interface Pages<Page, Cursor = unknown> {
  pages: Page[];
  pageParams: Cursor[];
}

/** A message that another one answers. */
export interface Quoted {
  id: string;
  /** What it says, or what it is: "Photo". */
  text: string;
  author: ThreadMessage['author'];
}

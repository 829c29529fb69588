import { AtSign, ExternalLink, Share2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { hostOf, shareWords, webAddress } from '#components/inbox/content/content-words.ts';
import type { ContentOf } from '#components/inbox/types.ts';

/** A post, a reel or a link that was passed on. */
export function ShareCard({ share }: { share: ContentOf<'share'>['share'] }) {
  return (
    <div className="grid gap-1">
      <Lead icon={<Share2 aria-hidden />}>{shareWords(share)}</Lead>
      {share.title === undefined ? null : (
        <span dir="auto" className="font-medium [overflow-wrap:anywhere]">
          {share.title}
        </span>
      )}
      <Link url={share.url} />
    </div>
  );
}

/** That the business was mentioned in a story, which is there for a day. */
export function StoryCard({ story }: { story: ContentOf<'story'>['story'] }) {
  return (
    <div className="grid gap-1">
      <Lead icon={<AtSign aria-hidden />}>Mentioned you in a story</Lead>
      <Link url={story.url} />
    </div>
  );
}

function Lead({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <span className="flex items-center gap-1.5 text-caption text-muted-foreground [&>.lucide]:size-3.5">
      {icon}
      {children}
    </span>
  );
}

function Link({ url }: { url: string | undefined }) {
  const address = webAddress(url);
  if (address === null) return null;
  return (
    <a
      href={address}
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="flex min-h-6 items-center gap-1 underline-offset-2 hover:underline"
    >
      Open on {hostOf(address)}
      <ExternalLink aria-hidden className="size-3.5!" />
    </a>
  );
}

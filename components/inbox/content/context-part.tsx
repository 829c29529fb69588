import { AtSign, ExternalLink, Forward, Megaphone, Tag } from 'lucide-react';
import type { ReactNode } from 'react';
import { hostOf, webAddress } from '#components/inbox/content/content-words.ts';
import type { ThreadMessage } from '#components/inbox/types.ts';

type Context = NonNullable<ThreadMessage['context']>;

/** How a message came to be written: passed on, from an ad, about a product or a story of ours. */
export function ContextPart({ context }: { context: Context }) {
  const { forwarded, referral, product, story } = context;
  return (
    <div className="mb-1.5 grid gap-1 empty:hidden">
      {forwarded === undefined ? null : (
        <Mark icon={<Forward aria-hidden />}>
          {forwarded === 'often' ? 'Forwarded many times' : 'Forwarded'}
        </Mark>
      )}
      {story === undefined ? null : (
        <Mark icon={<AtSign aria-hidden />} url={story.url}>
          In answer to your story
        </Mark>
      )}
      {product === undefined ? null : (
        <Mark icon={<Tag aria-hidden />}>About the product {product.retailerId}</Mark>
      )}
      {referral === undefined ? null : <ReferralCard referral={referral} />}
    </div>
  );
}

interface MarkProps {
  icon: ReactNode;
  url?: string | undefined;
  children: ReactNode;
}

function Mark({ icon, url, children }: MarkProps) {
  const address = webAddress(url);
  return (
    <span className="flex items-center gap-1.5 text-caption text-muted-foreground [&>.lucide]:size-3.5">
      {icon}
      {address === null ? (
        <span className="[overflow-wrap:anywhere]">{children}</span>
      ) : (
        <a
          href={address}
          target="_blank"
          rel="noopener noreferrer nofollow"
          className="underline underline-offset-2"
        >
          {children}
        </a>
      )}
    </span>
  );
}

const CAME_FROM = { ad: 'Came from an ad', post: 'Came from a post', link: 'Came from a link' };

/** Its picture lies with the provider: no browser of ours asks for it unless somebody opens the ad. */
function ReferralCard({ referral }: { referral: NonNullable<Context['referral']> }) {
  const { from, headline, body, url, reference } = referral;
  const address = webAddress(url);
  return (
    <div className="-mx-1.5 grid gap-0.5 rounded-md bg-[color-mix(in_oklch,var(--foreground)_6%,transparent)] px-2.5 py-2 text-sm">
      <span className="flex items-center gap-1.5 text-caption text-muted-foreground">
        <Megaphone aria-hidden className="size-3.5!" />
        {CAME_FROM[from]}
      </span>
      {headline === undefined ? null : (
        <span dir="auto" className="font-medium [overflow-wrap:anywhere]">
          {headline}
        </span>
      )}
      {body === undefined ? null : (
        <span dir="auto" className="line-clamp-3 [overflow-wrap:anywhere]">
          {body}
        </span>
      )}
      {reference === undefined ? null : (
        <span className="text-caption text-muted-foreground [overflow-wrap:anywhere]">
          Reference {reference}
        </span>
      )}
      {address === null ? null : (
        <a
          href={address}
          target="_blank"
          rel="noopener noreferrer nofollow"
          className="flex min-h-6 items-center gap-1 underline-offset-2 hover:underline"
        >
          Open on {hostOf(address)}
          <ExternalLink aria-hidden className="size-3.5!" />
        </a>
      )}
    </div>
  );
}

import { ExternalLink, List, Reply } from 'lucide-react';
import type { ReactNode } from 'react';
import { webAddress } from '#components/inbox/content/content-words.ts';
import type { ContentOf, ThreadMessage } from '#components/inbox/types.ts';
import { cn } from '#components/ui/cn.ts';

/** Whether something hangs below the bubble that the contact can press. */
export function hasReplyButtons({ content, template }: ThreadMessage): boolean {
  if (content.kind === 'buttons') return content.buttons.length > 0;
  if (content.kind === 'list' || content.kind === 'link') return true;
  return (template?.buttons.length ?? 0) > 0;
}

/** What the contact can press under a message of ours; here it is only shown. */
export function ReplyButtons({ message }: { message: ThreadMessage }) {
  const { content, template } = message;
  if (content.kind === 'list') return <ListChoices content={content} />;
  return (
    <ul aria-label="Buttons under the message" className="mt-0.5 grid gap-0.5">
      {content.kind === 'link' ? (
        <Cell icon={<ExternalLink aria-hidden />} isLast>
          <LinkTitle title={content.label} url={content.url} />
        </Cell>
      ) : null}
      {(content.kind === 'buttons' ? content.buttons : []).map(({ id, title }, index, all) => (
        <Cell key={id} icon={<Reply aria-hidden />} isLast={index === all.length - 1}>
          {title}
        </Cell>
      ))}
      {(template?.buttons ?? []).map(({ title, isReply }, index, all) => (
        <Cell
          key={index}
          icon={isReply ? <Reply aria-hidden /> : <ExternalLink aria-hidden />}
          isLast={index === all.length - 1}
        >
          {title}
        </Cell>
      ))}
    </ul>
  );
}

const CELL =
  'flex min-h-8 items-center justify-center gap-2 rounded-xs bg-bubble-campaign px-3 font-medium text-primary-text inset-ring inset-ring-bubble-campaign-border [&>.lucide]:size-3.5';

function Cell(props: { icon: ReactNode; isLast: boolean; children: ReactNode }) {
  return (
    <li className={cn(CELL, props.isLast && 'rounded-b-lg!')}>
      {props.icon}
      <span dir="auto" className="[overflow-wrap:anywhere]">
        {props.children}
      </span>
    </li>
  );
}

function LinkTitle({ title, url }: { title: string; url: string }) {
  const address = webAddress(url);
  if (address === null) return title;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer" className="hover:underline">
      {title}
    </a>
  );
}

function ListChoices({ content }: { content: ContentOf<'list'> }) {
  return (
    <details className="group/list mt-0.5">
      <summary className={cn(CELL, 'list-none group-[:not([open])]/list:rounded-b-lg!')}>
        <List aria-hidden />
        {content.label}
      </summary>
      <div className="mt-0.5 grid gap-3 rounded-xs rounded-b-lg! bg-bubble-campaign p-3 inset-ring inset-ring-bubble-campaign-border">
        {content.sections.map(({ title, rows }, index) => (
          <div key={index} className="grid gap-1">
            {title === undefined ? null : (
              <span className="text-caption font-medium text-muted-foreground">{title}</span>
            )}
            <ul className="grid gap-1.5">
              {rows.map((row) => (
                <li key={row.id} dir="auto" className="[overflow-wrap:anywhere]">
                  {row.title}
                  {row.description === undefined ? null : (
                    <span className="block text-caption text-muted-foreground">
                      {row.description}
                    </span>
                  )}
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </details>
  );
}

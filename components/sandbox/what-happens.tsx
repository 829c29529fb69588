'use client';

import {
  ArrowUpRight,
  Bell,
  CheckCheck,
  CircleAlert,
  Inbox,
  MessageCircle,
  Reply,
  ShieldCheck,
} from 'lucide-react';
import { useFormat } from '#components/format.tsx';
import type { Heard } from '#components/sandbox/use-sandbox-chat.ts';
import { cn } from '#components/ui/cn.ts';

const LOOKS = {
  sent: { Icon: ArrowUpRight, tone: 'plain' },
  accepted: { Icon: ShieldCheck, tone: 'good' },
  stored: { Icon: Inbox, tone: 'accent' },
  taken: { Icon: Reply, tone: 'accent' },
  delivered: { Icon: CheckCheck, tone: 'plain' },
  read: { Icon: CheckCheck, tone: 'good' },
  failed: { Icon: CircleAlert, tone: 'bad' },
  played: { Icon: CheckCheck, tone: 'good' },
  did: { Icon: Bell, tone: 'plain' },
} as const;

const TONES = {
  plain: 'bg-muted text-muted-foreground',
  good: 'bg-success-soft text-success-text',
  accent: 'bg-primary-soft text-primary-text',
  bad: 'bg-danger-soft text-danger-text',
};

/** The real steps between the phone and the inbox, as they happen. */
export function WhatHappens({ heard, isLost }: { heard: Heard[]; isLost: boolean }) {
  return (
    <section aria-label="What happens behind" className="flex min-h-0 flex-1 flex-col">
      <header className="flex h-14 shrink-0 items-center justify-between border-b px-5">
        <h2 className="text-lg font-semibold">What happens behind</h2>
        <span className="flex items-center gap-1.5 text-caption text-subtle-foreground">
          <span
            aria-hidden
            className={cn('size-1.5 rounded-full', isLost ? 'bg-warning' : 'bg-success')}
          />
          {isLost ? 'Connecting…' : 'Live'}
        </span>
      </header>
      {heard.length === 0 ? (
        <p className="flex gap-3 px-5 py-4 text-muted-foreground">
          <MessageCircle aria-hidden className="mt-0.5" />
          Write something on the phone, and each step to the inbox and back appears here.
        </p>
      ) : (
        // Laid out from its bottom, so that the newest step is in sight.
        <div
          role="group"
          tabIndex={0}
          aria-label="Steps"
          className="focus-inset flex min-h-0 flex-1 flex-col-reverse overflow-y-auto"
        >
          <ol className="mb-auto py-2.5">
            {heard.map((happening) => (
              <Step key={happening.key} happening={happening} />
            ))}
          </ol>
        </div>
      )}
    </section>
  );
}

function Step({ happening }: { happening: Heard }) {
  const format = useFormat();
  const { Icon, tone } = LOOKS[happening.kind];
  return (
    <li className="relative flex gap-3 px-5 py-2.5 not-last:after:absolute not-last:after:top-[38px] not-last:after:-bottom-1.5 not-last:after:left-[31.5px] not-last:after:w-px not-last:after:bg-border">
      <span
        className={cn(
          'grid size-6 shrink-0 place-items-center rounded-full [&>.lucide]:size-3.5',
          TONES[tone],
        )}
      >
        <Icon aria-hidden />
      </span>
      <span className="min-w-0 flex-1">
        <span className="block font-medium">{happening.title}</span>
        <span className="block [overflow-wrap:anywhere] text-muted-foreground">
          {happening.detail}
        </span>
      </span>
      <time
        dateTime={new Date(happening.at).toISOString()}
        className="shrink-0 text-caption text-subtle-foreground"
      >
        {format.time(happening.at)}
      </time>
    </li>
  );
}

'use client';

import { CircleCheck, CircleHelp, ExternalLink, Info, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { useFormat } from '#components/format.tsx';
import { useNow } from '#components/inbox/now.ts';
import type { ConnectedChannel } from '#components/settings/types.ts';
import { Badge } from '#components/ui/badge.tsx';
import { Button } from '#components/ui/button.tsx';

type Finding = ConnectedChannel['findings'][number];

interface ChannelFindingsProps {
  channel: ConnectedChannel;
  isChecking: boolean;
  onCheck: () => void;
}

/** What the last checkup found: what is to be fixed first, with how, then everything else. */
export function ChannelFindings({ channel, isChecking, onCheck }: ChannelFindingsProps) {
  const findings = channel.findings.filter(
    // That it is paused is said above, with the way on.
    ({ check }) => check !== 'departure' || channel.status !== 'paused',
  );
  if (findings.length === 0) {
    return (
      <p className="text-muted-foreground" role="status">
        {isChecking
          ? 'Looking it over. This takes a few seconds.'
          : 'It has not been looked over yet. That happens by itself in a minute, or when you press Check again.'}
      </p>
    );
  }
  const problems = findings.filter(({ state }) => state === 'problem');
  const rest = findings.filter(({ state }) => state !== 'problem');
  return (
    <div className="grid gap-4" aria-busy={isChecking}>
      {problems.map((finding) => (
        <Problem key={finding.check} finding={finding} isChecking={isChecking} onCheck={onCheck} />
      ))}
      <ul aria-label="Checks" className="divide-y">
        {rest.map((finding) => (
          <FindingRow key={finding.check} finding={finding} />
        ))}
      </ul>
    </div>
  );
}

interface ProblemProps {
  finding: Finding;
  isChecking: boolean;
  onCheck: () => void;
}

function Problem({ finding, isChecking, onCheck }: ProblemProps) {
  const { title, steps = [], link } = finding;
  return (
    <div className="rounded-md border border-warning-border bg-warning-soft p-4">
      <h3 className="flex items-start gap-2.5 font-semibold">
        <TriangleAlert aria-hidden className="mt-0.5 shrink-0 text-warning-text" />
        {title}
      </h3>
      <p className="mt-1">
        <Sentence finding={finding} />
      </p>
      {steps.length === 0 ? null : (
        <ol className="mt-2 grid list-decimal gap-1.5 pl-5 marker:font-semibold marker:text-warning-text">
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      )}
      <div className="mt-3 flex flex-wrap items-center gap-2">
        {link === undefined ? null : (
          <Button asChild size="28">
            <a href={link.href} target="_blank" rel="noreferrer">
              <ExternalLink aria-hidden />
              {link.label}
            </a>
          </Button>
        )}
        <Button variant="ghost" size="28" pending={isChecking} onClick={onCheck}>
          I have done it, check
        </Button>
      </div>
    </div>
  );
}

const looks = {
  ok: { Icon: CircleCheck, color: 'text-success-text', word: 'In order' },
  warning: { Icon: TriangleAlert, color: 'text-warning-text', word: 'Worth a look' },
  problem: { Icon: TriangleAlert, color: 'text-warning-text', word: 'To fix' },
  unknown: { Icon: CircleHelp, color: 'text-subtle-foreground', word: 'Not known' },
} as const;

function FindingRow({ finding }: { finding: Finding }) {
  const { check, state, title, steps = [], badge } = finding;
  const { Icon, color, word } =
    check === 'limit' && state === 'ok'
      ? { Icon: Info, color: 'text-info-text', word: 'Good to know' }
      : looks[state];
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5 first:pt-0">
      <Icon role="img" aria-label={word} className={`mt-0.5 shrink-0 self-start ${color}`} />
      <div className="min-w-40 flex-1">
        <h3 className="font-medium">{title}</h3>
        <p className="text-muted-foreground">
          <Sentence finding={finding} />
        </p>
        {steps.length === 0 ? null : (
          <ol className="mt-1 list-decimal pl-5 text-muted-foreground">
            {steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        )}
      </div>
      {badge === undefined ? null : <Badge>{badge}</Badge>}
      <FindingLink finding={finding} />
    </li>
  );
}

function FindingLink({ finding: { link } }: { finding: Finding }) {
  if (link === undefined) return null;
  const style = 'shrink-0 font-medium text-primary-text underline-offset-2 hover:underline';
  if (link.href.startsWith('/')) {
    return (
      <Link href={link.href} className={style}>
        {link.label}
      </Link>
    );
  }
  return (
    <a href={link.href} target="_blank" rel="noreferrer" className={style}>
      {link.label}
    </a>
  );
}

/** Moments are told as people tell them, and go on while the page is open. */
function Sentence({ finding: { sentence, at } }: { finding: Finding }) {
  const format = useFormat();
  const now = useNow();
  return at === undefined ? sentence : sentence.replace('{at}', format.relative(at, now));
}

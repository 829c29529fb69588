import { ExternalLink } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '#components/ui/button.tsx';

interface FlowStepProps {
  number: number;
  title: string;
  clicks?: readonly string[];
  link?: { label: string; href: string };
  children?: ReactNode;
}

/** One step of a guided flow: its number, what to press, and what is done here. */
export function FlowStep({ number, title, clicks = [], link, children }: FlowStepProps) {
  return (
    <li className="flex gap-3">
      <span
        aria-hidden
        className="grid size-6 shrink-0 place-items-center rounded-full bg-primary-soft text-caption font-semibold text-primary-text tabular-nums"
      >
        {number}
      </span>
      <div className="grid min-w-0 flex-1 gap-3">
        <h3 className="pt-0.5 font-semibold">{title}</h3>
        <Clicks clicks={clicks} />
        {link === undefined ? null : <OpenElsewhere {...link} />}
        {children}
      </div>
    </li>
  );
}

/** What to press, in order. */
export function Clicks({ clicks }: { clicks: readonly string[] }) {
  if (clicks.length === 0) return null;
  return (
    <ol className="grid list-decimal gap-1.5 pl-5 marker:font-medium marker:text-subtle-foreground">
      {clicks.map((click) => (
        <li key={click}>{click}</li>
      ))}
    </ol>
  );
}

/** A page of the provider's, in a tab of its own: what is typed here stays. */
export function OpenElsewhere({ label, href }: { label: string; href: string }) {
  return (
    <Button asChild className="w-fit">
      <a href={href} target="_blank" rel="noreferrer">
        <ExternalLink aria-hidden />
        {label}
      </a>
    </Button>
  );
}

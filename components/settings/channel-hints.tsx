'use client';

import { ChevronLeft, Smartphone } from 'lucide-react';
import Link from 'next/link';
import { useShell } from '#components/layout/shell-context.ts';
import { Banner } from '#components/ui/banner.tsx';

/** Who has no account yet can try everything with the sandbox. */
export function SandboxHint() {
  const { sandboxAvailable } = useShell();
  if (!sandboxAvailable) return null;
  return (
    <Banner icon={<Smartphone aria-hidden />}>
      <p className="font-medium">No account yet?</p>
      <p className="text-muted-foreground">
        Write to yourself from the{' '}
        <Link href="/sandbox" className="font-medium text-primary-text">
          sandbox phone
        </Link>
        . Everything works the same.
      </p>
    </Banner>
  );
}

export function BackToChannels() {
  return (
    <Link
      href="/settings/channels"
      className="inline-flex w-fit items-center gap-1 font-medium text-muted-foreground hover:text-foreground"
    >
      <ChevronLeft aria-hidden />
      Channels
    </Link>
  );
}

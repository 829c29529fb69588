import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { SandboxPhone } from '#components/sandbox/sandbox-phone.tsx';
import { requireMember } from '#server/auth/session.ts';
import { api } from '#server/trpc/rsc.ts';

export const metadata: Metadata = { title: 'Sandbox phone' };

export default async function SandboxPage() {
  await requireMember();
  const [business, numbers] = await Promise.all([
    api.businesses.current(),
    api.channels.sandboxNumbers(),
  ]);
  if (!business.isSandboxOn || numbers.length === 0) notFound();
  const channels = numbers.map(({ phoneNumberId: id, kind, displayAddress: label }) => ({
    id,
    kind,
    label,
  }));
  return <SandboxPhone channels={channels} renderedAt={requestTime()} />;
}

function requestTime(): number {
  return Date.now();
}

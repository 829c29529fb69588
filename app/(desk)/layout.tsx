import type { ReactNode } from 'react';
import { AppShell } from '#components/layout/app-shell.tsx';
import { RealtimeProvider } from '#components/realtime/provider.tsx';
import { TrpcProvider } from '#components/trpc-provider.tsx';
import { requireMember } from '#server/auth/session.ts';
import { env } from '#server/env.ts';
import { api } from '#server/trpc/rsc.ts';

export default async function DeskLayout({ children }: { children: ReactNode }) {
  const { user, member, businesses } = await requireMember();
  const [business, counts, realtime] = await Promise.all([
    api.businesses.current(),
    api.conversations.counts(),
    api.realtime.settings(),
  ]);
  const logoUrl =
    business.logoVersion === null
      ? null
      : `/api/logo?business=${business.id}&v=${business.logoVersion}`;
  const shell = {
    user: { name: user.name, email: user.email, memberId: member.memberId },
    business: { ...business, logoUrl },
    businesses,
    role: member.role,
    unreadCount: counts.unread,
    sandboxAvailable: business.isSandboxOn,
  };
  // Pages hydrate what they prefetch. Done here too, a query of the page could arrive half-way.
  return (
    <TrpcProvider origin={env().APP_URL} businessId={business.id}>
      <RealtimeProvider settings={realtime}>
        <AppShell data={shell}>{children}</AppShell>
      </RealtimeProvider>
    </TrpcProvider>
  );
}

import type { Metadata } from 'next';
import { AnotherBusiness } from '#components/settings/another-business.tsx';
import { ChangePassword } from '#components/settings/change-password.tsx';
import { LeaveBusiness } from '#components/settings/leave-business.tsx';
import { RenameForm } from '#components/settings/rename-form.tsx';
import { SessionList } from '#components/settings/session-list.tsx';
import { requireMember } from '#server/auth/session.ts';
import { api, HydrateClient } from '#server/trpc/rsc.ts';

export const metadata: Metadata = { title: 'Password and sessions' };

export default async function SecurityPage() {
  const { user, business } = await requireMember();
  await api.sessions.list.prefetch();
  return (
    <HydrateClient>
      <div className="grid max-w-[640px] gap-10">
        <RenameForm name={user.name} email={user.email} />
        <ChangePassword email={user.email} />
        <SessionList />
        <AnotherBusiness />
        <LeaveBusiness businessName={business.name} />
      </div>
    </HydrateClient>
  );
}

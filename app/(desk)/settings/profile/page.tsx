import type { Metadata } from 'next';
import { AdminsOnly } from '#components/settings/admins-only.tsx';
import { DeleteBusiness } from '#components/settings/delete-business.tsx';
import { profileChoices } from '#components/settings/profile-choices.ts';
import { ProfileForm } from '#components/settings/profile-form.tsx';
import { requireMember } from '#server/auth/session.ts';
import { api, HydrateClient } from '#server/trpc/rsc.ts';

export const metadata: Metadata = { title: 'Profile' };

export default async function ProfilePage() {
  const { member } = await requireMember();
  if (member.role === 'agent') return <AdminsOnly />;
  const [business] = await Promise.all([
    api.businesses.current(),
    api.businesses.current.prefetch(),
  ]);
  return (
    <HydrateClient>
      <div className="grid max-w-[640px] gap-10">
        <ProfileForm choices={profileChoices(business)} />
        {member.role === 'owner' ? <DeleteBusiness name={business.name} /> : null}
      </div>
    </HydrateClient>
  );
}

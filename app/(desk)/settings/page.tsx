import { redirect } from 'next/navigation';
import { requireMember } from '#server/auth/session.ts';

export default async function SettingsPage() {
  const { member } = await requireMember();
  redirect(member.role === 'agent' ? '/settings/security' : '/settings/profile');
}

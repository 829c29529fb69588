import type { Metadata } from 'next';
import { TemplateList } from '#components/templates/template-list.tsx';
import { requireMember } from '#server/auth/session.ts';
import { api, HydrateClient } from '#server/trpc/rsc.ts';

export const metadata: Metadata = { title: 'Templates' };

export default async function TemplatesPage() {
  await requireMember();
  await Promise.all([api.templates.list.prefetch(), api.templates.channels.prefetch()]);
  return (
    <HydrateClient>
      <TemplateList />
    </HydrateClient>
  );
}

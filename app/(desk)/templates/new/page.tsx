import type { Metadata } from 'next';
import { TemplateBuilder } from '#components/templates/template-builder.tsx';
import { AdminsOnly } from '#components/settings/admins-only.tsx';
import { requireMember } from '#server/auth/session.ts';
import { api, HydrateClient } from '#server/trpc/rsc.ts';

export const metadata: Metadata = { title: 'New template' };

interface NewTemplatePageProps {
  searchParams: Promise<{ from?: string | string[] }>;
}

export default async function NewTemplatePage({ searchParams }: NewTemplatePageProps) {
  const { member } = await requireMember();
  if (member.role === 'agent') return <AdminsOnly />;
  const { from } = await searchParams;
  await Promise.all([api.templates.list.prefetch(), api.templates.channels.prefetch()]);
  return (
    <HydrateClient>
      <TemplateBuilder copyOf={typeof from === 'string' ? from : null} templateId={null} />
    </HydrateClient>
  );
}

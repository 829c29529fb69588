import type { Metadata } from 'next';
import { TemplateBuilder } from '#components/templates/template-builder.tsx';
import { requireMember } from '#server/auth/session.ts';
import { api, HydrateClient } from '#server/trpc/rsc.ts';

export const metadata: Metadata = { title: 'Template' };

export default async function TemplatePage({ params }: { params: Promise<{ template: string }> }) {
  await requireMember();
  const { template } = await params;
  await Promise.all([api.templates.list.prefetch(), api.templates.channels.prefetch()]);
  return (
    <HydrateClient>
      <TemplateBuilder templateId={template} copyOf={null} />
    </HydrateClient>
  );
}

'use client';

import { ErrorState } from '#components/layout/error-state.tsx';
import { refusalOf } from '#components/refusal.ts';
import { FormSkeleton } from '#components/settings/form-skeleton.tsx';
import { trpc } from '#components/trpc-provider.tsx';
import { Banner } from '#components/ui/banner.tsx';
import { CopyField } from '#components/ui/copy-field.tsx';
import { Field } from '#components/ui/field.tsx';

/** The callback address and the verify token, to be pasted at the provider. */
export function ChannelWebhook({ channelId }: { channelId: string }) {
  const webhook = trpc.channels.webhook.useQuery({ channelId });
  if (webhook.isError) {
    return (
      <ErrorState onRetry={() => void webhook.refetch()} isRetrying={webhook.isFetching}>
        {refusalOf(webhook.error).sentence}
      </ErrorState>
    );
  }
  if (webhook.data === undefined) return <FormSkeleton label="Loading the address" rows={2} />;
  const { url, isPublic, verifyToken } = webhook.data;
  return (
    <div className="grid gap-4">
      {isPublic ? null : (
        <Banner tone="warning">
          Meta cannot reach this address: it needs a public one that begins with https. Whoever runs
          this server sets it as APP_URL.
        </Banner>
      )}
      <Field label="Callback address">
        {({ id }) => <CopyField id={id} label="Callback address" value={url} />}
      </Field>
      {verifyToken === null ? (
        <p className="text-muted-foreground">
          The verify token is this server’s setting META_VERIFY_TOKEN.
        </p>
      ) : (
        <Field label="Verify token">
          {({ id }) => <CopyField id={id} label="Verify token" value={verifyToken} />}
        </Field>
      )}
    </div>
  );
}

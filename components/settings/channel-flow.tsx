'use client';

import { useState } from 'react';
import { Section } from '#components/layout/section.tsx';
import { ChannelFlowWebhook } from '#components/settings/channel-flow-webhook.tsx';
import { FlowStep } from '#components/settings/channel-flow-step.tsx';
import { channelGuides } from '#components/settings/channel-guides.ts';
import { BackToChannels } from '#components/settings/channel-hints.tsx';
import { PasteForm } from '#components/settings/channel-paste-form.tsx';
import type { ChannelWay } from '#server/domain/channels/schema.ts';

interface ChannelFlowProps {
  way: ChannelWay;
  /** Of the address: what was connected before the page was loaded anew. */
  connectedId: string | null;
}

/** Step by step from nothing to a connected account; what was typed stays when a step fails. */
export function ChannelFlow({ way, connectedId }: ChannelFlowProps) {
  const guide = channelGuides[way];
  const [channelId, setChannelId] = useState(connectedId);
  const last = guide.before.length + 1;
  const goOn = (id: string) => {
    setChannelId(id);
    window.history.replaceState(null, '', `?channel=${id}`);
  };
  return (
    <div className="grid max-w-[640px] gap-4">
      <BackToChannels />
      <Section title={`Connect ${guide.title}`} description={guide.summary}>
        <ol className="grid gap-8">
          {guide.before.map((step, index) => (
            <FlowStep key={step.title} number={index + 1} {...step} />
          ))}
          <FlowStep number={last} title="Paste what Meta gave you">
            <PasteForm way={way} isConnected={channelId !== null} onConnected={goOn} />
          </FlowStep>
          <FlowStep number={last + 1} title="Tell Meta where to send messages">
            {channelId === null ? (
              <p className="text-muted-foreground">
                The callback address and the verify token appear here once the account is connected.
              </p>
            ) : (
              <ChannelFlowWebhook channelId={channelId} clicks={guide.webhook} />
            )}
          </FlowStep>
        </ol>
      </Section>
    </div>
  );
}

'use client';

import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { Section } from '#components/layout/section.tsx';
import { BackToChannels, SandboxHint } from '#components/settings/channel-hints.tsx';
import { channelGuides, offeredWays } from '#components/settings/channel-guides.ts';
import { ChannelGlyph } from '#components/ui/channel-glyph.tsx';
import { kindOfWay } from '#server/domain/channels/schema.ts';

/** What can be connected, and how. */
export function ChannelWays() {
  return (
    <div className="grid max-w-[640px] gap-4">
      <BackToChannels />
      <Section title="Add a channel" description="You need an account at Meta that may manage it.">
        <ul className="grid gap-2">
          {offeredWays.map((way) => (
            <li key={way}>
              <Link
                href={`/settings/channels/new/${way}`}
                className="flex items-center gap-3 rounded-md border bg-card p-3 hover:bg-accent"
              >
                <ChannelGlyph kind={kindOfWay[way]} size="32" isDecorative />
                <span className="min-w-0 flex-1">
                  <span className="block font-medium">{channelGuides[way].title}</span>
                  <span className="block text-caption text-subtle-foreground">
                    {channelGuides[way].summary}
                  </span>
                </span>
                <ChevronRight aria-hidden className="text-subtle-foreground" />
              </Link>
            </li>
          ))}
        </ul>
      </Section>
      <SandboxHint />
    </div>
  );
}

'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Inbox, SlidersHorizontal } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useTheme } from 'next-themes';
import { useEffect, useMemo, useState } from 'react';
import { RenderedAt } from '#components/inbox/now.ts';
import { ErrorState } from '#components/layout/error-state.tsx';
import { MenuButton } from '#components/layout/menu-button.tsx';
import { useShell } from '#components/layout/shell-context.ts';
import {
  instagramClient,
  instagramDeeds,
  playOnInstagram,
} from '#components/sandbox/instagram-client.ts';
import { instagramTries } from '#components/sandbox/instagram-tries.ts';
import { phoneDeeds, PhoneDeedsProvider } from '#components/sandbox/phone-deeds.ts';
import { Phone } from '#components/sandbox/phone.tsx';
import { RolePanel } from '#components/sandbox/role-panel.tsx';
import type { RolePanelProps, SandboxChannel } from '#components/sandbox/role-panel.tsx';
import { sandboxClient } from '#components/sandbox/sandbox-client.ts';
import type {
  SandboxChat,
  SandboxClient,
  SandboxCustomer,
} from '#components/sandbox/sandbox-client.ts';
import { skinOf } from '#components/sandbox/skins.ts';
import { triesOf } from '#components/sandbox/tries.ts';
import { useInboxNews } from '#components/sandbox/use-inbox-news.ts';
import { useSandboxChat } from '#components/sandbox/use-sandbox-chat.ts';
import { WhatHappens } from '#components/sandbox/what-happens.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Button } from '#components/ui/button.tsx';
import { Skeleton, SkeletonRegion } from '#components/ui/skeleton.tsx';
import { showToast } from '#components/ui/toast.ts';

const SettingsSheet = dynamic(() =>
  import('#components/sandbox/settings-sheet.tsx').then((part) => part.SettingsSheet),
);

/** Somebody to be where nobody has written yet. */
const NEWCOMER: SandboxCustomer = {
  wa_id: '5511987654321',
  name: 'Camila Duarte',
  reachable: true,
  user_id: null,
  username: null,
  is_number_hidden: false,
  wants_marketing: true,
  last_wrote_at: null,
};

interface SandboxPhoneProps {
  /** The accounts that the phone can write to, at least one; by what the provider calls them. */
  channels: SandboxChannel[];
  renderedAt: number;
}

/** A phone on screen that plays the customer of this business. */
export function SandboxPhone({ channels, renderedAt }: SandboxPhoneProps) {
  const [chosenId, setChosenId] = useState<string | null>(null);
  const channel = channels.find(({ id }) => id === chosenId) ?? channels[0];
  if (channel === undefined) return null;
  return (
    <RenderedAt value={renderedAt}>
      <Customers key={channel.id} channel={channel} channels={channels} onChannel={setChosenId} />
    </RenderedAt>
  );
}

interface CustomersProps {
  channel: SandboxChannel;
  channels: SandboxChannel[];
  onChannel: (id: string) => void;
}

function Customers({ channel, ...channels }: CustomersProps) {
  const { id: accountId, kind } = channel;
  const client = useMemo(
    () => (kind === 'instagram' ? instagramClient(accountId) : sandboxClient(accountId)),
    [accountId, kind],
  );
  const queryKey = useMemo(() => ['sandbox customers', accountId], [accountId]);
  const query = useQuery({ queryKey, queryFn: client.customers, retry: 1 });
  const queryClient = useQueryClient();
  if (query.isError) {
    return (
      <ErrorState
        className="flex-1"
        title="The sandbox does not answer"
        isRetrying={query.isFetching}
        onRetry={() => void query.refetch()}
      >
        {query.error.message}
      </ErrorState>
    );
  }
  if (query.data === undefined) return <PhoneSkeleton />;
  const known = query.data;
  return (
    <Stage
      {...channels}
      client={client}
      channel={channel}
      customers={known.length === 0 ? [NEWCOMER] : known}
      onKnown={() => queryClient.invalidateQueries({ queryKey })}
    />
  );
}

interface StageProps extends CustomersProps {
  client: ReturnType<typeof sandboxClient>;
  customers: SandboxCustomer[];
  /** Somebody is new, or goes by another number. */
  onKnown: () => Promise<void>;
}

function Stage({ client, channel, channels, customers, onChannel, onKnown }: StageProps) {
  const { business } = useShell();
  const [chosen, setChosen] = useState<string | null>(null);
  const [readsAtOnce, setReadsAtOnce] = useState(true);
  const { resolvedTheme } = useTheme();
  const [phoneTheme, setPhoneTheme] = useState<'light' | 'dark' | null>(null);
  const theme = phoneTheme ?? (resolvedTheme === 'dark' ? 'dark' : 'light');
  const [isSheetOpen, setIsSheetOpen] = useState<boolean | null>(null);
  const listed = customers.find(({ wa_id }) => wa_id === chosen) ?? customers[0] ?? NEWCOMER;
  const { chat, heard, isLost, hear, moveTo } = useSandboxChat(client, listed.wa_id);
  // The chat tells more lately than the list; of a newcomer it does not know the name yet.
  const customer = { ...listed, ...chat?.customer, name: chat?.customer.name || listed.name };
  const conversationId = useInboxNews(customer, hear);
  useReadAtOnce(client, chat, readsAtOnce);

  const skin = skinOf(channel.kind);
  const deeds =
    skin === 'instagram'
      ? instagramDeeds(client, (deed) => playOnInstagram(channel.id, customer, deed), sayAndThrow)
      : phoneDeeds(client, customer, sayAndThrow);
  const closeSheet = () => setIsSheetOpen((isOpen) => isOpen && false);
  const become = async (waId: string) => {
    await onKnown();
    setChosen(waId);
  };
  const onMoved = (waId: string) => {
    moveTo(waId);
    return become(waId);
  };
  const panel: RolePanelProps = {
    channels,
    channelId: channel.id,
    customers,
    customer,
    readsAtOnce,
    isPhoneDark: theme === 'dark',
    tries:
      skin === 'instagram'
        ? instagramTries({ deeds, hear, onTry: closeSheet })
        : triesOf({
            ...{ client, deeds, customer, hear, tell: say },
            ...{ onTry: closeSheet, onMoved, onBecome: become },
          }),
    onChannel,
    onBecome: setChosen,
    onInvent: async (waId, name) => {
      await client.invent(waId, name);
      await become(waId);
    },
    onReach: (reachable) => {
      client.reach(customer.wa_id, reachable).catch(say);
    },
    onReadAtOnce: setReadsAtOnce,
    onPhoneDark: (isDark) => setPhoneTheme(isDark ? 'dark' : 'light'),
  };
  return (
    <>
      <Header conversationId={conversationId} onSettings={() => setIsSheetOpen(true)} />
      <div className="grid min-h-0 flex-1 grid-cols-1 bg-canvas lg:grid-cols-[280px_minmax(0,1fr)_300px] min-[85rem]:grid-cols-[320px_minmax(0,1fr)_376px]">
        <div className="min-h-0 overflow-y-auto border-r bg-background max-lg:hidden">
          <RolePanel {...panel} />
        </div>
        <div className="grid min-h-0 grid-cols-[minmax(0,1fr)] place-items-center sm:p-6">
          <PhoneDeedsProvider value={deeds}>
            <Phone
              key={customer.wa_id}
              businessName={business.name}
              chat={chat}
              skin={skin}
              theme={theme}
              isLost={isLost}
            />
          </PhoneDeedsProvider>
        </div>
        <div className="flex min-h-0 border-l bg-background max-lg:hidden">
          <WhatHappens heard={heard} isLost={isLost} />
        </div>
      </div>
      {isSheetOpen === null ? null : (
        <SettingsSheet isOpen={isSheetOpen} onClose={() => setIsSheetOpen(false)}>
          <RolePanel {...panel} />
          <div className="border-t">
            <WhatHappens heard={heard} isLost={isLost} />
          </div>
        </SettingsSheet>
      )}
    </>
  );
}

/** While the chat is open, what arrives in it is read. */
function useReadAtOnce(client: SandboxClient, chat: SandboxChat | null, readsAtOnce: boolean) {
  useEffect(() => {
    const isUnread = chat?.messages.some(
      ({ direction, status, is_echo: isEcho }) =>
        direction === 'to_customer' && status === 'delivered' && !isEcho,
    );
    if (chat === null || isUnread !== true || !readsAtOnce || !chat.customer.reachable) return;
    // A receipt that gets lost is sent with the next change.
    client.read(chat.customer.wa_id).catch(() => undefined);
  }, [client, chat, readsAtOnce]);
}

interface HeaderProps {
  conversationId: string | null;
  onSettings: () => void;
}

function Header({ conversationId, onSettings }: HeaderProps) {
  return (
    <header className="flex h-14 shrink-0 items-center gap-3 border-b bg-background px-6 max-sm:gap-1 max-sm:pr-2 max-sm:pl-1">
      <MenuButton />
      <h1 className="truncate text-lg font-semibold">Sandbox phone</h1>
      <Badge tone="info" className="max-sm:hidden">
        Only your team sees this
      </Badge>
      <span className="ml-auto flex items-center gap-2 max-sm:gap-0">
        <Button
          asChild
          className="max-sm:border-transparent! max-sm:bg-transparent! max-sm:shadow-none!"
        >
          <Link
            href={conversationId === null ? '/inbox' : `/inbox/${conversationId}`}
            prefetch={false}
          >
            <Inbox aria-hidden />
            <span className="max-sm:sr-only">See it in the inbox</span>
          </Link>
        </Button>
        <Button
          size="icon-32"
          variant="ghost"
          aria-label="Settings of the phone"
          className="lg:hidden"
          icon={<SlidersHorizontal aria-hidden />}
          onClick={onSettings}
        />
      </span>
    </header>
  );
}

function say(error: unknown): void {
  const message = error instanceof Error ? error.message : 'The sandbox gave no answer.';
  showToast({ id: 'sandbox', tone: 'danger', message });
}

function sayAndThrow(error: unknown): never {
  say(error);
  throw error;
}

function PhoneSkeleton() {
  return (
    <SkeletonRegion
      label="Loading the phone"
      className="grid flex-1 place-items-center bg-canvas p-6"
    >
      <h1 className="sr-only">Sandbox phone</h1>
      <Skeleton className="h-full max-h-[748px] w-[348px] max-w-full rounded-[48px]!" />
    </SkeletonRegion>
  );
}

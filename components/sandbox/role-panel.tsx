'use client';

import { UserPlus } from 'lucide-react';
import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { NewCustomer } from '#components/sandbox/new-customer.tsx';
import type { SandboxCustomer } from '#components/sandbox/sandbox-client.ts';
import { TryList } from '#components/sandbox/try-list.tsx';
import type { Try } from '#components/sandbox/try-list.tsx';
import { Button } from '#components/ui/button.tsx';
import { CHANNEL_NAMES, ChannelGlyph } from '#components/ui/channel-glyph.tsx';
import type { ChannelGlyphKind } from '#components/ui/channel-glyph.tsx';
import { cn } from '#components/ui/cn.ts';
import { Label } from '#components/ui/label.tsx';
import { Select } from '#components/ui/select.tsx';
import { Switch } from '#components/ui/switch.tsx';

/** An account of the business that the phone can write to. */
export interface SandboxChannel {
  id: string;
  kind: ChannelGlyphKind;
  /** As its customers read it. */
  label: string;
}

export interface RolePanelProps {
  channels: SandboxChannel[];
  channelId: string;
  customers: SandboxCustomer[];
  /** As it is now; the list may be older. */
  customer: SandboxCustomer;
  readsAtOnce: boolean;
  isPhoneDark: boolean;
  tries: Try[];
  onChannel: (id: string) => void;
  onBecome: (waId: string) => void;
  onInvent: (waId: string, name: string) => Promise<void>;
  onReach: (isReachable: boolean) => void;
  onReadAtOnce: (readsAtOnce: boolean) => void;
  onPhoneDark: (isDark: boolean) => void;
}

/** Who the phone belongs to, and things worth trying with it. */
export function RolePanel(props: RolePanelProps) {
  return (
    <div className="grid content-start gap-6 p-6 max-sm:p-4">
      <div>
        <h2 className="text-lg font-semibold">You are the customer</h2>
        <p className="mt-1 text-muted-foreground">
          Write as you would to any shop. It arrives in the inbox by the same way as a real message.
        </p>
      </div>
      <Channels {...props} />
      <WhoYouAre {...props} />
      <Part title="Try this">
        <TryList tries={props.tries} />
        <Toggle
          label="Be out of reach"
          isOn={!props.customer.reachable}
          onChange={(isOn) => props.onReach(!isOn)}
        >
          Replies are sent and not delivered until you are back.
        </Toggle>
        <Toggle label="Read at once" isOn={props.readsAtOnce} onChange={props.onReadAtOnce}>
          What arrives while the chat is open is read.
        </Toggle>
        <Toggle label="Dark phone" isOn={props.isPhoneDark} onChange={props.onPhoneDark} />
      </Part>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <h3 className="mb-2 font-semibold">{title}</h3>
      {children}
    </div>
  );
}

/** Which account the customer writes to: each kind has its own phone. */
function Channels({ channels, channelId, onChannel }: RolePanelProps) {
  return (
    <Part title="Channel">
      <div role="group" aria-label="Channel" className="grid gap-2">
        {channels.map(({ id, kind, label }) => (
          <button
            key={id}
            type="button"
            aria-pressed={id === channelId}
            onClick={() => onChannel(id)}
            className={cn(
              'flex h-10 items-center gap-2.5 rounded-md border px-2.5 text-left font-medium',
              id === channelId
                ? 'border-primary inset-ring inset-ring-primary'
                : 'border-border-strong hover:bg-accent',
            )}
          >
            <ChannelGlyph kind={kind} size="20" isDecorative />
            <span className="min-w-0 truncate">
              {CHANNEL_NAMES[kind]} · {label}
            </span>
          </button>
        ))}
      </div>
    </Part>
  );
}

function WhoYouAre({ customers, customer: me, onBecome, onInvent, ...props }: RolePanelProps) {
  const channel = props.channels.find(({ id: one }) => one === props.channelId);
  const id = useId();
  const [isInventing, setIsInventing] = useState(false);
  return (
    <div>
      <h3 className="mb-2">
        <Label htmlFor={id} className="font-semibold!">
          Who you are
        </Label>
      </h3>
      {isInventing ? (
        <NewCustomer
          hasNumber={channel?.kind !== 'instagram'}
          onCancel={() => setIsInventing(false)}
          onInvent={async (inventedId, name) => {
            await onInvent(inventedId, name);
            setIsInventing(false);
          }}
        />
      ) : (
        <div className="grid justify-items-start gap-2">
          <Select
            id={id}
            size="40"
            className="w-full"
            value={me.wa_id}
            onChange={({ target }) => onBecome(target.value)}
          >
            {customers.map((customer) => (
              <option key={customer.wa_id} value={customer.wa_id}>
                {customer.name === '' ? `+${customer.wa_id}` : customer.name}
              </option>
            ))}
          </Select>
          <p className="text-caption text-subtle-foreground">{addressOf(me, channel?.kind)}</p>
          <Button
            variant="ghost"
            size="28"
            icon={<UserPlus aria-hidden />}
            className="max-sm:h-10"
            onClick={() => setIsInventing(true)}
          >
            Somebody new
          </Button>
        </div>
      )}
    </div>
  );
}

/** What the business sees of them beside the name. */
function addressOf(
  { wa_id, is_number_hidden, username }: SandboxCustomer,
  kind: ChannelGlyphKind | undefined,
): string {
  if (kind === 'instagram') return `Known to the business as ${wa_id}`;
  return is_number_hidden ? `@${username ?? ''}, number hidden` : `+${wa_id}`;
}

interface ToggleProps {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  children?: string;
}

function Toggle({ label, isOn, onChange, children }: ToggleProps) {
  const id = useId();
  return (
    <div className="flex min-h-9 items-start justify-between gap-3 py-2 max-sm:min-h-10">
      <span>
        <label htmlFor={id} className="block">
          {label}
        </label>
        {children === undefined ? null : (
          <span id={`${id}-hint`} className="block text-caption text-subtle-foreground">
            {children}
          </span>
        )}
      </span>
      <Switch
        id={id}
        checked={isOn}
        onCheckedChange={onChange}
        className="mt-0.5"
        aria-describedby={children === undefined ? undefined : `${id}-hint`}
      />
    </div>
  );
}

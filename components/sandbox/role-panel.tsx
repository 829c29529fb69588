'use client';

import { CircleHelp, CornerDownLeft, MessageCirclePlus, UserPlus } from 'lucide-react';
import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { NewCustomer } from '#components/sandbox/new-customer.tsx';
import type { SandboxCustomer } from '#components/sandbox/sandbox-client.ts';
import { Button } from '#components/ui/button.tsx';
import { ChannelGlyph } from '#components/ui/channel-glyph.tsx';
import { Label } from '#components/ui/label.tsx';
import { Select } from '#components/ui/select.tsx';
import { Switch } from '#components/ui/switch.tsx';

export interface RolePanelProps {
  numberLabel: string;
  customers: SandboxCustomer[];
  waId: string;
  isReachable: boolean;
  readsAtOnce: boolean;
  isPhoneDark: boolean;
  onBecome: (waId: string) => void;
  onInvent: (waId: string, name: string) => Promise<void>;
  onWrite: (text: string) => void;
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
      <Part title="Channel">
        <p className="flex h-10 items-center gap-2.5 rounded-md border border-primary px-2.5 font-medium inset-ring inset-ring-primary">
          <ChannelGlyph kind="whatsapp" size="20" isDecorative />
          <span className="min-w-0 truncate">WhatsApp · {props.numberLabel}</span>
        </p>
      </Part>
      <WhoYouAre {...props} />
      <Part title="Try this">
        <div className="-mx-2.5">
          <Try
            icon={<MessageCirclePlus aria-hidden />}
            onPress={() =>
              props.onWrite('Hi! I would like to book a haircut. Is Saturday possible?')
            }
          >
            Write a first message
          </Try>
          <Try
            icon={<CircleHelp aria-hidden />}
            onPress={() =>
              props.onWrite('How much is a balayage for long hair, and how long does it take?')
            }
          >
            Ask a question
          </Try>
        </div>
        <Toggle
          label="Be out of reach"
          isOn={!props.isReachable}
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

function WhoYouAre({ customers, waId, onBecome, onInvent }: RolePanelProps) {
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
            value={waId}
            onChange={({ target }) => onBecome(target.value)}
          >
            {customers.map((customer) => (
              <option key={customer.wa_id} value={customer.wa_id}>
                {customer.name === '' ? `+${customer.wa_id}` : customer.name}
              </option>
            ))}
          </Select>
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

interface TryProps {
  icon: ReactNode;
  onPress: () => void;
  children: string;
}

function Try({ icon, onPress, children }: TryProps) {
  return (
    <button
      type="button"
      onClick={onPress}
      className="group flex h-9 w-full items-center gap-2.5 rounded-sm px-2.5 hover:bg-accent max-sm:h-10 [&>.lucide]:text-muted-foreground"
    >
      {icon}
      {children}
      <CornerDownLeft
        aria-hidden
        className="ml-auto size-3.5! opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100"
      />
    </button>
  );
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

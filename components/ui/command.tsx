'use client';

import type { ReactNode } from 'react';
import { Command as CommandPrimitive } from 'cmdk';
import { Search } from 'lucide-react';
import { Keys } from '#components/ui/kbd.tsx';

/** A list of deeds that is searched while typing. */
export function Command({
  label,
  placeholder,
  children,
}: {
  label: string;
  placeholder: string;
  children: ReactNode;
}) {
  return (
    <CommandPrimitive label={label} loop className="flex min-h-0 flex-col">
      <div className="flex h-12 shrink-0 items-center gap-2.5 border-b px-4">
        <Search aria-hidden className="text-subtle-foreground" />
        <CommandPrimitive.Input
          autoFocus
          placeholder={placeholder}
          className="h-full min-w-0 flex-1 bg-transparent text-base outline-none max-sm:text-lg"
        />
      </div>
      <CommandPrimitive.List className="max-h-[min(420px,60vh)] scroll-py-1 overflow-y-auto pb-1">
        <CommandPrimitive.Empty className="px-4 py-8 text-center text-muted-foreground">
          Nothing here goes by that name.
        </CommandPrimitive.Empty>
        {children}
      </CommandPrimitive.List>
    </CommandPrimitive>
  );
}

/** A captioned group of deeds. */
export function CommandGroup({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <CommandPrimitive.Group
      heading={heading}
      className="px-1 [&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-caption [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-subtle-foreground"
    >
      {children}
    </CommandPrimitive.Group>
  );
}

interface CommandItemProps {
  /** Unique among all items; searched together with the label and the keywords. */
  value: string;
  label: string;
  icon?: ReactNode;
  keys?: string | undefined;
  keywords?: string[] | undefined;
  onSelect: () => void;
}

/** One deed. */
export function CommandItem({ value, label, icon, keys, keywords, onSelect }: CommandItemProps) {
  return (
    <CommandPrimitive.Item
      value={value}
      keywords={[label, ...(keywords ?? [])]}
      onSelect={onSelect}
      className="flex h-9 cursor-default items-center gap-2.5 rounded-sm px-3 data-[selected=true]:bg-accent max-sm:h-11 [&>.lucide]:text-muted-foreground"
    >
      {icon}
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {keys === undefined ? null : <Keys keys={keys} />}
    </CommandPrimitive.Item>
  );
}

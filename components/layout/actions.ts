'use client';

import { useEffect, useSyncExternalStore } from 'react';
import { tinykeys } from 'tinykeys';
import type { NavIcon } from '#components/layout/navigation.ts';
import { readSingleKeysOn } from '#components/layout/single-keys.ts';

/** Drawn by the command menu, which alone carries the pictures. */
export type ActionIcon =
  | NavIcon
  | 'close'
  | 'keyboard'
  | 'person'
  | 'reply'
  | 'search'
  | 'sign-out'
  | 'theme-dark'
  | 'theme-light'
  | 'theme-system';

/** Something a person can do by key, from the command menu, or both. */
export interface Action {
  id: string;
  /** A verb in sentence case: "Close the conversation". */
  label: string;
  /** tinykeys syntax: `e`, `g i`, `$mod+k`, `Shift+?`. */
  keys?: string;
  /** Other words that find it in the command menu. */
  keywords?: string[];
  icon?: ActionIcon;
  /** Left out of the command menu, as moving up and down is. */
  isKeyOnly?: boolean;
  /** Asked when the command menu opens: false while there is nothing to do it to. */
  isOffered?: () => boolean;
  run: () => void;
}

export interface ActionGroup {
  label: string;
  actions: Action[];
  /** What can be done on every page is listed after what belongs to this one. */
  isEverywhere: boolean;
}

let groups: readonly ActionGroup[] = [];
const listeners = new Set<() => void>();
const NONE: readonly ActionGroup[] = [];

/**
 * Offers actions while the component is on screen: their keys work, and the command menu and the
 * sheet of shortcuts list them under `group`. Keep `actions` stable with useMemo.
 */
export function useActions(group: string, actions: Action[], isEverywhere = false): void {
  useEffect(() => {
    const entry: ActionGroup = { label: group, actions, isEverywhere };
    change([...groups, entry]);
    const unbind = bind(actions);
    return () => {
      unbind();
      change(groups.filter((other) => other !== entry));
    };
  }, [group, actions, isEverywhere]);
}

/** All that can be done right now, what belongs to the page first. */
export function useOfferedActions(): readonly ActionGroup[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => groups,
    () => NONE,
  );
}

function change(next: readonly ActionGroup[]) {
  groups = next.toSorted((a, b) => Number(a.isEverywhere) - Number(b.isEverywhere));
  listeners.forEach((listener) => {
    listener();
  });
}

function bind(actions: Action[]): () => void {
  const bindings = actions.flatMap(({ keys, run }) =>
    keys === undefined ? [] : [[keys, respond(keys, run)] as const],
  );
  return tinykeys(window, Object.fromEntries(bindings), { ignore: () => false });
}

function respond(keys: string, run: () => void) {
  const isPlain = !keys.includes('$mod');
  return (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (isPlain && (!readSingleKeysOn() || isTyping(event) || isCovered())) return;
    if (keys === 'Enter' && isOnControl(event)) return;
    event.preventDefault();
    run();
  };
}

/** Letters belong to the field that has the focus. */
function isTyping({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches(TYPED_INTO));
}

/** Enter belongs to the link or button that has the focus. */
function isOnControl({ target }: KeyboardEvent): boolean {
  return target instanceof Element && target.closest('a, button, summary, [role=button]') !== null;
}

const TYPED_INTO = 'input:not([type=checkbox], [type=radio]), textarea, select';

/** An open dialog or menu has the keyboard to itself. */
export function isCovered(): boolean {
  return document.querySelector('[role=dialog], [role=alertdialog], [role=menu]') !== null;
}

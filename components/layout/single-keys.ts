'use client';

import { useSyncExternalStore } from 'react';

const STORAGE_KEY = 'frontdesk.single-keys';
const listeners = new Set<() => void>();

/** Whether shortcuts without Ctrl or ⌘ work in this browser; on unless switched off. */
export function readSingleKeysOn(): boolean {
  try {
    return window.localStorage.getItem(STORAGE_KEY) !== 'off';
  } catch {
    // Storage may be forbidden; then the shortcuts stay on.
    return true;
  }
}

/** The same as a value that follows the switch. */
export function useSingleKeys(): [isOn: boolean, setIsOn: (isOn: boolean) => void] {
  const isOn = useSyncExternalStore(subscribe, readSingleKeysOn, () => true);
  return [isOn, writeSingleKeysOn];
}

function writeSingleKeysOn(isOn: boolean) {
  try {
    if (isOn) window.localStorage.removeItem(STORAGE_KEY);
    else window.localStorage.setItem(STORAGE_KEY, 'off');
  } catch {
    return;
  }
  listeners.forEach((listener) => {
    listener();
  });
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}

const NAMES: Record<string, string> = {
  Enter: '↵',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
};

/**
 * What people read on the keys of a shortcut: `$mod+k` is Ctrl, K, and ⌘, K on a Mac. A modifier in
 * brackets is one that only some keyboards need, and is left out.
 */
export function keyNames(keys: string, isApple: boolean): string[] {
  const special: Record<string, string> = isApple
    ? { ...NAMES, $mod: '⌘', Shift: '⇧' }
    : { ...NAMES, $mod: 'Ctrl' };
  return keys
    .split(/[ +]/)
    .filter((key) => !key.startsWith('['))
    .map((key) => special[key] ?? (key.length === 1 ? key.toUpperCase() : key));
}

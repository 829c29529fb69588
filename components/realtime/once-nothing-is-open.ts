const OPEN = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]';
const lookMs = 300;

/**
 * Does something as soon as no dialog and no menu is open: a page that the server draws anew under
 * another address begins anew, and what somebody is in the middle of would be gone. Asked several times
 * meanwhile, it is done once.
 */
export function onceNothingIsOpen(deed: () => void): { ask(): void; forget(): void } {
  let looking: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    looking = undefined;
    if (document.querySelector(OPEN) === null) deed();
    else looking = setTimeout(look, lookMs);
  };
  return {
    ask: () => {
      if (looking === undefined) look();
    },
    forget: () => clearTimeout(looking),
  };
}

export type Role = 'owner' | 'admin' | 'agent';

export type NavIcon = 'inbox' | 'sandbox' | 'settings' | 'templates';

export interface NavItem {
  label: string;
  href: string;
  icon: NavIcon;
  /** The pages under this address belong to it. */
  section: string;
  /** The shortcut that goes there. */
  keys: string;
  /** Which of the shell's counts stands at its end. */
  count?: 'unread';
  /** Shown only where the sandbox is on. */
  needsSandbox?: true;
}

/** The sidebar, in groups; a later feature adds its line here and nowhere else. */
const NAVIGATION: NavItem[][] = [
  [
    {
      label: 'Inbox',
      href: '/inbox',
      icon: 'inbox',
      section: '/inbox',
      keys: 'g i',
      count: 'unread',
    },
  ],
  [
    {
      label: 'Templates',
      href: '/templates',
      icon: 'templates',
      section: '/templates',
      keys: 'g t',
    },
  ],
  [
    {
      label: 'Sandbox phone',
      href: '/sandbox',
      icon: 'sandbox',
      section: '/sandbox',
      keys: 'g p',
      needsSandbox: true,
    },
    {
      label: 'Settings',
      href: '/settings/profile',
      icon: 'settings',
      section: '/settings',
      keys: 'g s',
    },
  ],
];

export interface SettingsItem {
  label: string;
  href: string;
  /** Who may open it; everyone when absent. */
  roles?: readonly Role[];
}

export interface SettingsGroup {
  label: string;
  items: SettingsItem[];
}

const ADMINS = ['owner', 'admin'] as const;

const SETTINGS: SettingsGroup[] = [
  {
    label: 'Business',
    items: [
      { label: 'Profile', href: '/settings/profile', roles: ADMINS },
      { label: 'Team', href: '/settings/team', roles: ADMINS },
    ],
  },
  {
    label: 'Talking',
    items: [
      { label: 'Channels', href: '/settings/channels', roles: ADMINS },
      { label: 'Templates', href: '/templates', roles: ADMINS },
    ],
  },
  {
    label: 'You',
    items: [{ label: 'Password and sessions', href: '/settings/security' }],
  },
  {
    label: 'Technical',
    items: [{ label: 'System', href: '/settings/system', roles: ADMINS }],
  },
];

interface Viewer {
  role: Role;
  sandboxAvailable: boolean;
}

/** The sidebar as this member sees it; Settings opens on the first page they may read. */
export function navigationFor({ role, sandboxAvailable }: Viewer): NavItem[][] {
  const firstSetting = settingsFor(role)[0]?.items[0]?.href;
  return NAVIGATION.map((group) =>
    group
      .filter((item) => item.needsSandbox !== true || sandboxAvailable)
      .map((item) =>
        item.icon === 'settings' && firstSetting !== undefined
          ? { ...item, href: firstSetting }
          : item,
      ),
  ).filter((group) => group.length > 0);
}

/** The pages of Settings that a role may open. */
export function settingsFor(role: Role): SettingsGroup[] {
  return SETTINGS.map((group) => ({
    ...group,
    items: group.items.filter((item) => item.roles?.includes(role) ?? true),
  })).filter((group) => group.items.length > 0);
}

/** Whether the page at `pathname` lies under `section`. */
export function isInSection(pathname: string, section: string): boolean {
  return pathname === section || pathname.startsWith(`${section}/`);
}

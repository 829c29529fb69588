import { describe, expect, it } from 'vitest';
import { isInSection, navigationFor, settingsFor } from '#components/layout/navigation.ts';

const labels = (groups: { label: string }[][]) => groups.flat().map(({ label }) => label);

describe('the sidebar', () => {
  it('shows the sandbox phone only where the sandbox is on', () => {
    expect(labels(navigationFor({ role: 'owner', sandboxAvailable: true }))).toContain(
      'Sandbox phone',
    );
    expect(labels(navigationFor({ role: 'owner', sandboxAvailable: false }))).not.toContain(
      'Sandbox phone',
    );
  });

  it('leads an agent to a page of settings that an agent may open', () => {
    const settings = navigationFor({ role: 'agent', sandboxAvailable: false })
      .flat()
      .find(({ icon }) => icon === 'settings');
    expect(settings?.href).toBe('/settings/security');
  });

  it('gives each place its own address and its own shortcut', () => {
    const items = navigationFor({ role: 'owner', sandboxAvailable: true }).flat();
    expect(new Set(items.map(({ href }) => href)).size).toBe(items.length);
    expect(new Set(items.map(({ keys }) => keys)).size).toBe(items.length);
  });
});

describe('the pages of settings', () => {
  it('hide the business, the team and the channels from agents', () => {
    const pages = settingsFor('agent').flatMap(({ items }) => items.map(({ href }) => href));
    expect(pages).toEqual(['/settings/security']);
  });

  it('are all open to admins and owners, without an empty group', () => {
    expect(settingsFor('admin')).toEqual(settingsFor('owner'));
    expect(settingsFor('admin').every(({ items }) => items.length > 0)).toBe(true);
  });
});

describe('the present place', () => {
  it('covers the pages below it, but not those that only begin alike', () => {
    expect(isInSection('/inbox', '/inbox')).toBe(true);
    expect(isInSection('/inbox/0197', '/inbox')).toBe(true);
    expect(isInSection('/inbox-rules', '/inbox')).toBe(false);
  });
});

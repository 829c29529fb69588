import { describe, expect, it } from 'vitest';
import { inboxHref, readInboxAddress } from '#components/inbox/inbox-address.ts';
import { conversationViews } from '#server/domain/conversations/schema.ts';

const id = '019324a0-1111-7000-8000-000000000001';

describe('the address of the inbox', () => {
  it('is read back as it was written', () => {
    const address = {
      conversationId: id,
      status: 'closed',
      view: 'mine',
      search: 'Ana & co',
    } as const;
    const [path = '', query = ''] = inboxHref(address).split('?');
    const segments = path.split('/').slice(2);
    expect(readInboxAddress(segments, new URLSearchParams(query))).toEqual(address);
  });

  it('can hold any view', () => {
    for (const view of conversationViews) {
      const address = { conversationId: null, status: 'open', view, search: '' } as const;
      const query = inboxHref(address).split('?')[1] ?? '';
      expect(readInboxAddress([], new URLSearchParams(query))).toEqual(address);
    }
  });

  it('leaves out what is as usual', () => {
    expect(inboxHref({ conversationId: null, status: 'open', view: 'all', search: '' })).toBe(
      '/inbox',
    );
  });

  it('takes what it does not know for the usual', () => {
    const address = readInboxAddress([], new URLSearchParams('status=lost&view=theirs&q=%20%20'));
    expect(address).toEqual({ conversationId: null, status: 'open', view: 'all', search: '' });
  });

  it('refuses a path that names no conversation', () => {
    expect(readInboxAddress(['priya'], new URLSearchParams())).toBeNull();
    expect(readInboxAddress([id, 'notes'], new URLSearchParams())).toBeNull();
  });
});

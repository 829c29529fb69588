import { describe, expect, it } from 'vitest';
import { createOutbox } from '#components/inbox/outbox.ts';
import type { OutboxPorts, PendingSend } from '#components/inbox/outbox.ts';

const lost = new Error('no answer');
const settled = () => new Promise((resolve) => setImmediate(resolve));

function memoryStorage() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

function ports(overrides: Partial<OutboxPorts> = {}): OutboxPorts {
  return {
    deliver: () => Promise.resolve(),
    refusalIn: (error) => (error === lost ? null : (error as Error).message),
    pause: () => Promise.resolve(),
    storage: memoryStorage(),
    ...overrides,
  };
}

const draft = (clientId: string, conversationId = 'c1') => ({
  clientId,
  conversationId,
  text: `text of ${clientId}`,
  quoted: null,
  writtenAt: 0,
});

describe('the outbox', () => {
  it('shows a message at once and lets go of it when it is stored', async () => {
    const outbox = createOutbox('outbox', ports());
    outbox.add(draft('a'));
    expect(outbox.snapshot().map(({ clientId }) => clientId)).toEqual(['a']);
    await settled();
    expect(outbox.snapshot()).toEqual([]);
  });

  it('sends again under the same id when the answer is lost', async () => {
    const sent: string[] = [];
    const deliver = (send: PendingSend) => {
      sent.push(send.clientId);
      return sent.length < 3 ? Promise.reject(lost) : Promise.resolve();
    };
    createOutbox('outbox', ports({ deliver })).add(draft('a'));
    await settled();
    expect(sent).toEqual(['a', 'a', 'a']);
  });

  it('keeps the order of a conversation, while another does not wait', async () => {
    const started: string[] = [];
    const finish = new Map<string, () => void>();
    const deliver = ({ clientId }: PendingSend) => {
      started.push(clientId);
      return new Promise<void>((resolve) => finish.set(clientId, resolve));
    };
    const outbox = createOutbox('outbox', ports({ deliver }));
    outbox.add(draft('a'));
    outbox.add(draft('b'));
    outbox.add(draft('x', 'c2'));
    expect(started).toEqual(['a', 'x']);
    finish.get('a')?.();
    await settled();
    expect(started).toEqual(['a', 'x', 'b']);
  });

  it('keeps a refused message with its reason, and retries it as the same message', async () => {
    const sent: string[] = [];
    const deliver = ({ clientId }: PendingSend) => {
      sent.push(clientId);
      return sent.length === 1
        ? Promise.reject(new Error('The window is closed.'))
        : Promise.resolve();
    };
    const outbox = createOutbox('outbox', ports({ deliver }));
    outbox.add(draft('a'));
    await settled();
    expect(outbox.snapshot()[0]?.refusal).toBe('The window is closed.');
    outbox.retry('a');
    await settled();
    expect(sent).toEqual(['a', 'a']);
    expect(outbox.snapshot()).toEqual([]);
  });

  it('goes on after a reload with the same ids', async () => {
    const storage = memoryStorage();
    const never = () => new Promise<void>(() => undefined);
    createOutbox('outbox', ports({ storage, deliver: never })).add(draft('a'));
    const sent: string[] = [];
    const deliver = ({ clientId }: PendingSend) => {
      sent.push(clientId);
      return Promise.resolve();
    };
    const after = createOutbox('outbox', ports({ storage, deliver }));
    after.resume();
    after.resume();
    await settled();
    expect(sent).toEqual(['a']);
    expect(storage.getItem('outbox')).toBeNull();
  });

  it('survives a storage that holds nonsense or refuses to work', async () => {
    const storage = {
      getItem: () => '{"not":"a list"}',
      setItem: () => {
        throw new Error('quota');
      },
      removeItem: () => undefined,
    };
    const outbox = createOutbox('outbox', ports({ storage }));
    outbox.resume();
    outbox.add(draft('a'));
    await settled();
    expect(outbox.snapshot()).toEqual([]);
  });

  it('discards only what was refused: the rest may already be stored', async () => {
    const never = () => new Promise<void>(() => undefined);
    const outbox = createOutbox('outbox', ports({ deliver: never }));
    outbox.add(draft('a'));
    outbox.discard('a');
    expect(outbox.snapshot()).toHaveLength(1);
  });
});

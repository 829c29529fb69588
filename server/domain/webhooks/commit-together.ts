import { ServiceError } from '#server/domain/errors.ts';

export interface CommitOptions<Item> {
  /** Commits all of them or none. */
  write(items: Item[]): Promise<void>;
  sizeOf(item: Item): number;
  /** Whether an error may be due to one of the items; otherwise all of them have failed. */
  isOfOneItem(error: unknown): boolean;
  /** Called when the last group has ended and nothing waits. */
  atRest?(): void;
  limits?: Partial<CommitLimits>;
}

export interface CommitLimits {
  /** Transactions under way at once. */
  transactions: number;
  groupItems: number;
  groupBytes: number;
  /** Waiting or under way; above either, the next is turned away at once. */
  heldItems: number;
  heldBytes: number;
}

const megabyte = 1024 * 1024;
const usual: CommitLimits = {
  transactions: 1,
  groupItems: 500,
  groupBytes: 4 * megabyte,
  heldItems: 2_000,
  heldBytes: 32 * megabyte,
};

interface Waiting<Item> {
  item: Item;
  size: number;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Commits items that come at the same time in one transaction: a group forms while the ones before
 * it are committed, so that nobody waits for company. The returned function resolves once its item is
 * committed, rejects with what its transaction failed with, or with TOO_MANY_REQUESTS.
 */
export function commitTogether<Item>(options: CommitOptions<Item>): (item: Item) => Promise<void> {
  const limits = { ...usual, ...options.limits };
  const waiting: Waiting<Item>[] = [];
  const held = { items: 0, bytes: 0 };
  let underWay = 0;
  let isStarting = false;

  /** After what has arrived in the meantime is read: it can go along. */
  function startSoon(): void {
    if (isStarting) return;
    isStarting = true;
    setImmediate(() => {
      isStarting = false;
      start();
    });
  }

  function start(): void {
    while (underWay < limits.transactions && waiting.length > 0) {
      underWay += 1;
      void commitGroup(options, takeGroup(waiting, limits)).finally(() => {
        underWay -= 1;
        start();
        if (underWay === 0) options.atRest?.();
      });
    }
  }

  return async (item) => {
    const size = options.sizeOf(item);
    if (held.items >= limits.heldItems || held.bytes + size > limits.heldBytes) {
      throw new ServiceError('TOO_MANY_REQUESTS', 'There is too much to store right now.');
    }
    held.items += 1;
    held.bytes += size;
    try {
      await new Promise<void>((resolve, reject) => {
        waiting.push({ item, size, resolve, reject });
        startSoon();
      });
    } finally {
      held.items -= 1;
      held.bytes -= size;
    }
  };
}

/** The first ones, in their order; at least one, however large. */
function takeGroup<Item>(waiting: Waiting<Item>[], limits: CommitLimits): Waiting<Item>[] {
  let bytes = 0;
  const tooMany = waiting.findIndex(({ size }, number) => {
    bytes += size;
    return number === limits.groupItems || (number > 0 && bytes > limits.groupBytes);
  });
  return waiting.splice(0, tooMany === -1 ? waiting.length : tooMany);
}

async function commitGroup<Item>(
  options: CommitOptions<Item>,
  group: Waiting<Item>[],
): Promise<void> {
  try {
    await options.write(group.map(({ item }) => item));
    for (const { resolve } of group) resolve();
  } catch (error) {
    if (group.length > 1 && options.isOfOneItem(error)) {
      for (const one of group) await commitGroup(options, [one]);
    } else {
      for (const { reject } of group) reject(error);
    }
  }
}

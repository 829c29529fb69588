import type { TestSpecification } from 'vitest/node';
import { BaseSequencer } from 'vitest/node';

/** What takes longest, longest first: small files, which Vitest would begin last on a fresh clone. */
export const longest = [
  'tests/conformance/conformance.test.ts',
  'tests/conformance/checkpointing.test.ts',
  'tests/boot/main.test.ts',
  'db/embedded/start.test.ts',
  'scripts/checks/lint-rules.test.ts',
  'inngest/embedded/crash.test.ts',
  'tests/webhooks/shuffled-deliveries.test.ts',
  'tests/webhooks/killed-under-load.test.ts',
  'tests/boot/rotate-keys.test.ts',
];

/** The paths with those that take longest at the front, and the others in the order they had. */
export function beginWithLongest<T>(files: T[], pathOf: (file: T) => string): T[] {
  const rank = (file: T) => {
    const place = longest.findIndex((path) => pathOf(file).endsWith(`/${path}`));
    return place < 0 ? longest.length : place;
  };
  return files.toSorted((a, b) => rank(a) - rank(b));
}

/** Begins the long files first, so that no worker is left with one when the others are done. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return beginWithLongest(await super.sort(files), ({ moduleId }) => moduleId);
  }
}

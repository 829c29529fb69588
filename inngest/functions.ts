import type { Inngest, InngestFunction } from 'inngest';
import type { JobDefinition } from '#inngest/business-function.ts';

/** Every function of the product; both engines run exactly these. */
const definitions: readonly JobDefinition[] = [];

export function jobFunctions(client: Inngest.Any): InngestFunction.Any[] {
  return definitions.map((define) => define(client));
}

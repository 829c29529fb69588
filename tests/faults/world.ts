import type { Desk } from '#tests/faults/desk.ts';
import type { Given } from '#tests/faults/facts.ts';
import type { KeptApp } from '#tests/faults/kept-app.ts';
import type { Sizes } from '#tests/faults/options.ts';
import type { Pressure } from '#tests/faults/load/keep-pressure.ts';
import type { Random } from '#tests/faults/random.ts';
import type { Line } from '#tests/e2e/support/line.ts';
import type { Customer, SandboxControl } from '#tests/e2e/support/sandbox.ts';

/** Somebody with whom there is a conversation. */
export interface Person {
  customer: Customer;
  conversationId: string;
}

/** Who is written to in bulk. */
export interface Audience {
  channelId: string;
  contactIds: string[];
}

/** What all that puts load on the app works with. */
export interface World {
  app: KeptApp;
  sandbox: SandboxControl;
  /** How the app reaches the provider; all others reach it by themselves. */
  toProvider: Line;
  desk: Desk;
  dataDir: string;
  /** Signs webhooks as the provider does. */
  appSecret: string;
  sizes: Sizes;
  random: Random;
  people: [Person, ...Person[]];
  audience: Audience;
  isTooMuch: Pressure;
  given: Given;
}

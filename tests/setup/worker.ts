import { blockNetwork } from '#tests/setup/block-network.ts';

blockNetwork();

import { client } from '#inngest/embedded/testing/start-engine.ts';
import { embeddedEngine } from '#tests/conformance/embedded-engine.ts';
import { performPlays } from '#tests/conformance/perform-plays.ts';

performPlays(embeddedEngine('the embedded executor', client));

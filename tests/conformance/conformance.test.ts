import { client } from '#inngest/embedded/testing/start-engine.ts';
import { embeddedEngine } from '#tests/conformance/embedded-engine.ts';
import { inngestServerEngine, namedServer } from '#tests/conformance/inngest-server-engine.ts';
import { performPlays } from '#tests/conformance/perform-plays.ts';

const server = namedServer();
performPlays(
  server === undefined
    ? embeddedEngine('the embedded executor', client)
    : inngestServerEngine(server),
);

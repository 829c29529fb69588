import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { connectTarget, isLocalTarget } from '#tests/setup/block-network.ts';

describe('the network in tests', () => {
  test('an outside host is refused before a packet leaves', () => {
    expect(() => connect({ host: '203.0.113.1', port: 443 })).toThrow(/may not use the network/);
    expect(() => connect(443, 'example.com')).toThrow(/may not use the network/);
  });

  test('fetch to an outside host fails', async () => {
    await expect(fetch('http://203.0.113.1/')).rejects.toThrow();
  });

  test('the loopback answers', async () => {
    const server = createServer((_request, response) => response.end('here'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    expect(await answer.text()).toBe('here');
    server.close();
  });

  test.each([
    [['/tmp/some.sock'], { path: '/tmp/some.sock' }],
    [[8080, 'example.com'], { port: 8080, host: 'example.com' }],
    [[[{ host: 'example.com', port: 1 }, null]], { host: 'example.com', port: 1 }],
  ])('reads the target of %j', (args, target) => {
    expect(connectTarget(args)).toEqual(target);
  });

  test.each([
    ['127.0.0.1', true],
    ['::1', true],
    ['localhost', true],
    ['127.0.0.1.example.com', false],
    ['10.0.0.1', false],
    ['169.254.169.254', false],
  ])('%s is local: %s', (host, isLocal) => {
    expect(isLocalTarget({ host })).toBe(isLocal);
  });
});

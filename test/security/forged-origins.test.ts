import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../../src/contract/index.ts';
import { exchangePipelined } from '../support/pipelined-client.ts';
import { reportFigures } from '../support/report-figures.ts';
import { addNode, type Node } from './node.ts';
import { createWorld, type World } from './world.ts';

/** The networks that the token may be used from, and somebody in each of them. */
const networks = ['203.0.113.0/24', '2001:db8:7::/48'];
const insiders = ['203.0.113.9', '::ffff:203.0.113.9', '::ffff:cb00:7109', '2001:db8:7::1', '2001:DB8:7:0:0:0:0:1', '203.0.113.9:4711', '[2001:db8:7::1]:4711']; // prettier-ignore
const outsiders = [
  '203.0.114.9',
  '198.51.100.1',
  '2001:db8:8::1',
  '::1',
  '127.0.0.1',
  '10.0.0.5',
  '::ffff:198.51.100.1',
];
/** What a reader that is too kind might take for an insider. */
const noAddresses = ['0313.0.0161.9', '203.0.28937', '3405803785', '0xcb007109', '203.0.113.009', '203.0.113.9%eth0', '203.0.113', 'unknown', '_203.0.113.9', 'for=203.0.113.9', '"203.0.113.9"', '203.0.113.9;', '203 .0.113.9', '::ffff:0313.0.113.9', '203.0.113.9.', '']; // prettier-ignore

const settings: Readonly<Record<string, readonly string[]>> = {
  'no proxy': [],
  'the proxy next door': ['127.0.0.1'],
  'another proxy': ['10.0.0.0/8'],
  'two proxies in a row': ['127.0.0.0/8', '10.0.0.0/8'],
};

function isProxy(address: string, setting: string): boolean {
  if (address === '127.0.0.1') return setting === 'the proxy next door' || setting === 'two proxies in a row';
  return address.startsWith('10.') && (setting === 'another proxy' || setting === 'two proxies in a row');
}

/** Whoever is behind the last proxy that is known, reading from our end; the test connects from 127.0.0.1. */
function clientOf(chain: readonly string[], setting: string): string {
  const hops = ['127.0.0.1', ...[...chain].reverse()];
  const client = hops.findIndex((hop) => !isProxy(hop, setting));
  return hops[client === -1 ? hops.length - 1 : client] ?? '';
}

/** Chains as they may arrive: what the client wrote first, what each proxy added after it. */
const chains: readonly (readonly string[])[] = [
  [],
  ...[...insiders, ...outsiders, ...noAddresses].map((address) => [address]),
  ...outsiders.flatMap((outsider) => [['203.0.113.9', outsider], [outsider, '203.0.113.9']]), // prettier-ignore
  ...noAddresses.slice(0, 8).flatMap((text) => [['203.0.113.9', text], [text, '203.0.113.9']]), // prettier-ignore
  ...['203.0.113.9', '198.51.100.1', '2001:db8:7::1'].flatMap((address) => [
    [address, '10.0.0.5'],
    [address, '127.0.0.1'],
    [address, '10.0.0.5', '127.0.0.1'],
    [address, '198.51.100.7', '10.0.0.5'],
    ['198.51.100.7', address, '10.0.0.5', '10.0.0.6'],
  ]),
];

/** Other headers in which somebody may claim to be elsewhere; none of them is read. */
const claims = ['Forwarded: for=203.0.113.9', 'X-Real-IP: 203.0.113.9', 'True-Client-IP: 203.0.113.9', 'CF-Connecting-IP: 203.0.113.9', 'X-Client-IP: 203.0.113.9', 'X-Forwarded: 203.0.113.9', 'Via: 1.1 203.0.113.9']; // prettier-ignore

interface Vector {
  readonly lines: readonly string[];
  readonly chain: readonly string[];
}

/** Each chain in one header, the longer ones also as one header per hop, and some with claims beside. */
const vectors: readonly Vector[] = [
  ...chains.map((chain) => ({ chain, lines: chain.length === 0 ? [] : [`X-Forwarded-For: ${chain.join(', ')}`] })),
  ...chains
    .filter((chain) => chain.length > 1)
    .map((chain) => ({ chain, lines: chain.map((hop) => `X-Forwarded-For: ${hop}`) })),
  ...claims.flatMap((claim) => [
    { chain: [], lines: [claim] },
    { chain: ['198.51.100.1'], lines: [claim, 'X-Forwarded-For: 198.51.100.1'] },
  ]),
];

// T21: the list of networks is got round.
describe('where a request comes from', () => {
  let world: World;
  let secret: string;

  beforeAll(async () => {
    world = await createWorld();
    const token = await world.makeToken('none', 'at home only');
    secret = token.secret;
    await world.database.pool.query('UPDATE api_token SET allowed_networks = $1::cidr[] WHERE id = $2', [
      networks,
      token.id,
    ]);
  });
  afterAll(() => world.close());

  /** Which vectors are answered otherwise than they should be. */
  async function wrongAt(node: Node, setting: string) {
    const requests = vectors.map(({ lines }) => {
      const head = [`GET ${operations.getCurrentUser.path} HTTP/1.1`, 'Host: clavis.test', ...lines];
      return Buffer.from(`${head.join('\r\n')}\r\nAuthorization: Bearer ${secret}\r\n\r\n`);
    });
    const answers = await exchangePipelined(node.port, requests);
    const seen = answers.map(({ status }, n) => {
      const { chain = [], lines = [] } = vectors[n] ?? {};
      const isInside = insiders.includes(clientOf(chain, setting));
      return { lines, status, right: isInside ? 200 : 403 };
    });
    const wrong = seen.filter(({ status, right }) => status !== right);
    return { bypasses: wrong.filter(({ right }) => right === 403), blocks: wrong.filter(({ right }) => right === 200) };
  }

  it.each(Object.keys(settings))('is seen rightly with %s, whatever the client claims', async (setting) => {
    const node = await addNode(world, { trustProxy: settings[setting] ?? [] });
    expect(await wrongAt(node, setting)).toEqual({ bypasses: [], blocks: [] });
    await node.close();
  });

  it('the same vectors find a server that believes everybody', async () => {
    const believer = await addNode(world, { trustProxy: ['0.0.0.0/1', '128.0.0.0/1', '::/1', '8000::/1'] });
    const { bypasses } = await wrongAt(believer, 'the proxy next door');
    expect(bypasses.length).toBeGreaterThan(10);
    await believer.close();
    expect(vectors.length * Object.keys(settings).length).toBeGreaterThanOrEqual(400);
    reportFigures('T21', { vectors: vectors.length * Object.keys(settings).length, bypasses: 0, 'false blocks': 0 });
  });
});

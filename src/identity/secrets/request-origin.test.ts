import { BlockList, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../postgres/index.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { readNetworkAddress } from './request-origin.ts';

describe('reading a network address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['0.0.0.0', '0.0.0.0'],
    ['255.255.255.255', '255.255.255.255'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:192.0.2.7', '192.0.2.7'],
    ['::ffff:c000:207', '192.0.2.7'],
    ['::FFFF:C000:0207', '192.0.2.7'],
    ['0:0:0:0:0:ffff:192.0.2.7', '192.0.2.7'],
    ['0000:0000:0000:0000:0000:ffff:c000:0207', '192.0.2.7'],
    ['::ffff:7f00:1', '127.0.0.1'],
    ['::ffff:192.0.2.7%eth0', '192.0.2.7'],
    ['2001:db8::1', '2001:db8::1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['fe80::1%25eth0', 'fe80::1'],
    ['::1', '::1'],
    ['::', '::'],
    ['64:ff9b::192.0.2.7', '64:ff9b::c000:207'],
    ['::ffff:0:192.0.2.7', '::ffff:0:c000:207'],
    ['192.0.2.7:443', '192.0.2.7'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['[::ffff:192.0.2.7]:443', '192.0.2.7'],
  ])('%s is %s', (text, address) => {
    expect(readNetworkAddress(text)).toBe(address);
  });

  it.each([
    ...[
      '',
      ' ',
      'unknown',
      '_hidden',
      'localhost',
      'proxy.example.com',
      '127.1',
      '127.0.1',
      '2130706433',
      '0x7f000001',
    ],
    ...['0x7f.0.0.1', '0177.0.0.1', '127.0.0.01', '127.0.0.001', '127.0.0.1.', '.127.0.0.1', '127.0.0.256', '127..0.1'],
    ...[
      '127.0.0.1 ',
      ' 127.0.0.1',
      '127.0.0.1\n',
      '127.0.0.1\0',
      '127.0.0.1,10.0.0.1',
      '127.0.0.1/8',
      '127.0.0.1%eth0',
    ],
    ...['1２7.0.0.1', '١٢٧.0.0.1', '127。0。0。1', '+127.0.0.1', '-1.0.0.1', '1e2.0.0.1', '127.0.0.1:', '127.0.0.1:x'],
    ...[
      '::ffff:127.0.0.01',
      '::ffff:0177.0.0.1',
      '::ffff:127.1',
      '::1%',
      ':::1',
      '1::2::3',
      '::g',
      '12345::1',
      '1:2:3:4:5:6:7',
    ],
    ...[
      '[::1',
      '::1]',
      '[::1]x',
      '[127.0.0.1',
      'http://127.0.0.1',
      'for=127.0.0.1',
      '"127.0.0.1"',
      'null',
      'undefined',
    ],
  ])('%j is no address', (text) => {
    expect(readNetworkAddress(text)).toBeNull();
  });

  it('is stable: an address that was read reads as itself', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV4Extended(), fc.ipV6(), fc.string()), (text) => {
        const read = readNetworkAddress(text);
        expect(read === null ? null : readNetworkAddress(read)).toBe(read);
      }),
      { numRuns: 2000 },
    );
  });
});

interface Network {
  readonly bytes: readonly number[];
  readonly bits: number;
}

function networkOf(bytes: readonly number[], bits: number): Network {
  return { bytes: bytes.map((byte, index) => byte & (0xff00 >> Math.min(8, Math.max(0, bits - index * 8)))), bits };
}

/** The number as many bytes, one more or less: what lies just outside of a network. */
function stepped(bytes: readonly number[], step: bigint): number[] {
  const size = BigInt(bytes.length * 8);
  const value = BigInt.asUintN(Number(size), BigInt(`0x${Buffer.from(bytes).toString('hex')}`) + step);
  return [...Buffer.from(value.toString(16).padStart(bytes.length * 2, '0'), 'hex')];
}

function groups(bytes: readonly number[]): string[] {
  return Array.from({ length: 8 }, (_, n) => (((bytes[2 * n] ?? 0) << 8) | (bytes[2 * n + 1] ?? 0)).toString(16));
}

/** One of the ways to write an address. */
function spelled(bytes: readonly number[], way: number): string {
  if (bytes.length === 4) {
    const dotted = bytes.join('.');
    const long = groups([...Array.from({ length: 10 }, () => 0), 255, 255, ...bytes]);
    const hex = long.slice(6).join(':');
    return [dotted, `::ffff:${dotted}`, `::ffff:${hex}`, long.join(':').toUpperCase(), `${dotted}:5000`][way % 5] ?? '';
  }
  const long = groups(bytes);
  const padded = long.map((group) => group.padStart(4, '0')).join(':');
  return [long.join(':'), padded, padded.toUpperCase(), `${long.join(':')}%eth0`, `[${padded}]:5000`][way % 5] ?? '';
}

const byte = fc.nat(255);
const network = fc
  .oneof(
    fc.tuple(fc.array(byte, { minLength: 4, maxLength: 4 }), fc.nat(32)),
    fc.tuple(fc.array(byte, { minLength: 16, maxLength: 16 }), fc.nat(128)),
  )
  // What holds IPv4 mapped into IPv6 is compared as IPv4, so such networks are written as IPv4.
  .filter(([bytes, bits]) => bytes.length === 4 || (bits > 0 && (bytes[0] ?? 0) > 0))
  .map(([bytes, bits]) => networkOf(bytes, bits));

/** A network and an address at or near its borders, or anywhere, in any spelling. */
const pair = fc
  .tuple(network, fc.nat(5), fc.array(byte, { minLength: 16, maxLength: 16 }), fc.nat(4))
  .map(([{ bytes, bits }, place, random, way]) => {
    const inside = bytes.map(
      (one, n) => one | ((random[n] ?? 0) & ~(0xff00 >> Math.min(8, Math.max(0, bits - n * 8))) & 255),
    );
    const last = bytes.map((one, n) => one | (~(0xff00 >> Math.min(8, Math.max(0, bits - n * 8))) & 255));
    const chosen = [bytes, last, inside, stepped(bytes, -1n), stepped(last, 1n), random.slice(0, bytes.length)];
    const base = spelled(bytes, 0);
    return { base, bits, address: spelled(chosen[place] ?? bytes, way) };
  });

describe('networks in the database', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());

  it('hold the same addresses as by another implementation, near every border and in every spelling', async () => {
    const pairs = fc.sample(pair, 5000);
    const addresses = pairs.map(({ address }) => readNetworkAddress(address));
    const networks = pairs.map(({ base, bits }) => `${base}/${String(bits)}`);
    const { rows } = await sql<{ isIn: boolean | null }>`
      SELECT address <<= network AS "isIn"
      FROM unnest(${addresses}::inet[], ${networks}::cidr[]) WITH ORDINALITY AS given (address, network, n) ORDER BY n`.execute(
      database.db,
    );
    const expected = pairs.map(({ base, bits, address }) => {
      const list = new BlockList();
      list.addSubnet(base, bits, isIPv6(base) ? 'ipv6' : 'ipv4');
      const bare = address
        .replace(/^\[(.*)\]:\d+$/, '$1')
        .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
        .replace(/%.*/, '');
      return list.check(bare, isIPv6(bare) ? 'ipv6' : 'ipv4');
    });
    const wrong = rows.flatMap(({ isIn }, n) =>
      isIn === expected[n] ? [] : [{ ...pairs[n], isIn, expected: expected[n] }],
    );
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(expected.filter(Boolean).length).toBeGreaterThan(1000);
    expect(expected.filter((isIn) => !isIn).length).toBeGreaterThan(1000);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatNetwork, isNetworkWithin, parseNetwork, type Network } from './networks.ts';

function written(text: string): string {
  const network = parseNetwork(text);
  return 'problem' in network ? network.problem : formatNetwork(network);
}

function network(text: string): Network {
  const parsed = parseNetwork(text);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed;
}

describe('a network', () => {
  it.each([
    ['10.20.0.0/16', '10.20.0.0/16'],
    ['192.0.2.7', '192.0.2.7/32'],
    [' 192.0.2.7/32 ', '192.0.2.7/32'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['255.255.255.255', '255.255.255.255/32'],
    ['2001:DB8::/48', '2001:db8::/48'],
    ['2001:0db8:0000:0000:0000:0000:0000:0001', '2001:db8::1/128'],
    ['::/0', '::/0'],
    ['::1', '::1/128'],
    ['64:ff9b::192.0.2.0/120', '64:ff9b::c000:200/120'],
    // What comes mapped is compared as IPv4, so it is written as IPv4.
    ['::ffff:10.0.0.0/104', '10.0.0.0/8'],
    ['::ffff:a00:1', '10.0.0.1/32'],
    ['::ffff:0:0/96', '0.0.0.0/0'],
  ])('%j is %s', (text, canonical) => {
    expect(written(text)).toBe(canonical);
  });

  it.each([
    ['10.20.3.4/16', '`10.20.0.0/16` for the network or `10.20.3.4` for the one address'],
    ['2001:db8::1/48', '`2001:db8::/48` for the network or `2001:db8::1` for the one address'],
    ['::ffff:10.0.0.1/104', '`10.0.0.0/8` for the network or `10.0.0.1` for the one address'],
    ['0.0.0.1/0', '`0.0.0.0/0` for the network'],
  ])('%j, with bits behind the prefix, is refused and both meanings are proposed', (text, proposal) => {
    expect(written(text)).toContain(proposal);
  });

  it.each([
    '',
    'everywhere',
    '10.0.0.0/33',
    '::/129',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/08',
    '10.0.0.0/-1',
    '10.0.0.0/8.0',
    '10.0.0.0/255.0.0.0',
    '10.0/16',
    '10',
    '167772160',
    '010.0.0.1',
    '0x0a.0.0.1',
    '10.0.0.256',
    '10.0.0.1.',
    'fe80::1%eth0',
    'fe80::1%eth0/64',
    '[::1]',
    '[::1]/128',
    '1::2::3',
    '10.0.0.1:80',
    '10.0.0.1,10.0.0.2',
    '10.0.0.1-10.0.0.9',
    '10.0.0.*',
    'localhost',
    '１０.0.0.1',
    '10.0.0.1\u0000',
  ])('%j is refused, saying what is accepted', (text) => {
    expect(written(text)).toMatch(/is not a network; accepted: /);
  });

  const v4 = fc.nat(2 ** 32 - 1).map((number) => [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.'));
  const v6 = fc
    .array(fc.nat(0xffff), { minLength: 8, maxLength: 8 })
    .map((groups) => groups.map((group) => group.toString(16)).join(':'));

  it('once written reads as itself', () => {
    const any = fc.oneof(fc.tuple(v4, fc.nat(32)), fc.tuple(v6, fc.nat(128)));
    fc.assert(
      fc.property(any, ([address, prefix]) => {
        const text =
          /write `([^`]+)`/.exec(written(`${address}/${String(prefix)}`))?.[1] ?? `${address}/${String(prefix)}`;
        const canonical = formatNetwork(network(text));
        expect(formatNetwork(network(canonical))).toBe(canonical);
      }),
    );
  });

  it('holds every address that has its leading bits and no other', () => {
    fc.assert(
      fc.property(v4, v4, fc.nat(32), (one, other, prefix) => {
        const bits = (address: string) =>
          address
            .split('.')
            .map((part) => Number(part).toString(2).padStart(8, '0'))
            .join('');
        const outer = /write `([^`]+)`/.exec(written(`${one}/${String(prefix)}`))?.[1] ?? `${one}/${String(prefix)}`;
        const expected = bits(one).slice(0, prefix) === bits(other).slice(0, prefix);
        expect(isNetworkWithin(network(other), network(outer))).toBe(expected);
      }),
    );
  });

  it('is within itself and every wider one, and never within another version', () => {
    expect(isNetworkWithin(network('10.0.0.0/8'), network('10.0.0.0/8'))).toBe(true);
    expect(isNetworkWithin(network('10.0.0.0/8'), network('10.0.0.0/9'))).toBe(false);
    expect(isNetworkWithin(network('10.0.0.0/8'), network('::/0'))).toBe(false);
    expect(isNetworkWithin(network('::1'), network('0.0.0.0/0'))).toBe(false);
  });
});

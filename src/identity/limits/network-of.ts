import { SocketAddress } from 'node:net';
import { readNetworkAddress } from '../secrets/request-origin.ts';

/** All eight groups of an IPv6 address in the form of RFC 5952. */
function groupsOf(canonical: string): string[] {
  const [head = '', tail] = canonical.split('::');
  const before = head.split(':').filter((group) => group !== '');
  if (tail === undefined) return before;
  const after = tail.split(':').filter((group) => group !== '');
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => '0'), ...after];
}

/**
 * The part of an address that stands for one site: all of IPv4, the first 64 bits of IPv6, since a site owns at least those.
 * IPv4 mapped into IPv6 is the IPv4 address it carries. What is no address stands for itself.
 */
export function networkOf(address: string): string {
  const plain = readNetworkAddress(address);
  if (plain === null) return address;
  if (!plain.includes(':')) return plain;
  // The last 32 bits may be written with dots; the first 64 never are.
  const canonical = new SocketAddress({ address: plain, family: 'ipv6' }).address.replace(/[\d.]+\.\d+$/, '0:0');
  return `${groupsOf(canonical).slice(0, 4).join(':')}::/64`;
}

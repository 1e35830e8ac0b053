import { isIPv4, isIPv6, SocketAddress } from 'node:net';

/** Where a request came from: the client's address as the transport trusts it, and what the client calls itself. */
export interface RequestOrigin {
  readonly address: string | null;
  /** The `User-Agent` header. */
  readonly client: string | null;
}

/** The origin of what no request asked for. */
export const noOrigin: RequestOrigin = { address: null, client: null };

/** Some proxies add the client's port to the address they pass on. */
const withPort = /^(?:([\d.]+):\d{1,5}|\[([^\]]+)\](?::\d{1,5})?)$/;
const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * An address in the one form that networks are compared in: IPv6 in the spelling of RFC 5952 without a zone, and IPv4 where
 * it comes mapped into IPv6, however that is written. `null` for what is no address, which is then in no network.
 * SECURITY: numbers with leading zeros, in octal or hexadecimal, short forms and whole numbers are no addresses, because no
 * two readers agree on which they are.
 */
export function readNetworkAddress(address: string | null): string | null {
  if (address === null) return null;
  const parts = withPort.exec(address);
  const plain = parts?.[1] ?? parts?.[2] ?? address;
  if (isIPv4(plain)) return plain;
  const dotted = mapped.exec(plain)?.[1];
  if (dotted !== undefined && isIPv4(dotted)) return dotted;
  if (!isIPv6(plain)) return null;
  const canonical = new SocketAddress({ address: plain.replace(/%.*$/, ''), family: 'ipv6' }).address;
  return mapped.exec(canonical)?.[1] ?? canonical;
}

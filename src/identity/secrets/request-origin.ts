import { isIP } from 'node:net';

/** Where a request came from: the client's address as the transport trusts it, and what the client calls itself. */
export interface RequestOrigin {
  readonly address: string | null;
  /** The `User-Agent` header. */
  readonly client: string | null;
}

/** The origin of what no request asked for. */
export const noOrigin: RequestOrigin = { address: null, client: null };

const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * An address in the one form that networks are compared in: IPv4 mapped into IPv6 becomes IPv4, a zone id is dropped.
 * `null` for what is no address, which is then in no network.
 */
export function readNetworkAddress(address: string | null): string | null {
  if (address === null) return null;
  const plain = address.replace(/%.*$/, '');
  if (isIP(plain) === 0) return null;
  return mapped.exec(plain)?.[1] ?? plain;
}

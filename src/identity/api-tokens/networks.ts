import { isIPv4, isIPv6, SocketAddress } from 'node:net';

/** A range of addresses: its first one as a number, and how many leading bits all of them share. */
export interface Network {
  readonly version: 4 | 6;
  readonly first: bigint;
  readonly prefix: number;
}

/** What is wrong with a text that should be a network, in the words for its problem. */
export interface NetworkProblem {
  readonly problem: string;
}

const bitsOf = { 4: 32, 6: 128 } as const;

/** The first 96 bits of every IPv4 address that is mapped into IPv6 (RFC 4291, 2.5.5.2). */
const mappedBits = 0xffffn;
const mappedPrefix = 96;

const accepted = 'accepted: an address or a network such as `10.20.0.0/16`, `192.0.2.7` or `2001:db8::/48`';

function readIPv4(text: string): bigint {
  return text.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function readIPv6(text: string): bigint {
  // Node writes each address in the form of RFC 5952; only the last 32 bits may then have dots.
  const canonical = new SocketAddress({ address: text, family: 'ipv6' }).address;
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(canonical);
  const low = dotted?.[2] === undefined ? null : readIPv4(dotted[2]);
  const hex =
    low === null ? canonical : `${dotted?.[1] ?? ''}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`;
  const [head = '', tail] = hex.split('::');
  const groups = (part: string | undefined) => (part === undefined || part === '' ? [] : part.split(':'));
  const missing = 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array.from({ length: missing }, () => '0'), ...groups(tail)];
  return all.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

function formatAddress(version: 4 | 6, address: bigint): string {
  if (version === 4) return [24n, 16n, 8n, 0n].map((shift) => String((address >> shift) & 255n)).join('.');
  const groups = Array.from({ length: 8 }, (_, at) => ((address >> BigInt(112 - 16 * at)) & 0xffffn).toString(16));
  return new SocketAddress({ address: groups.join(':'), family: 'ipv6' }).address;
}

/** The network as PostgreSQL writes it: `10.20.0.0/16`. */
export function formatNetwork({ version, first, prefix }: Network): string {
  return `${formatAddress(version, first)}/${String(prefix)}`;
}

function clearHostBits(version: 4 | 6, address: bigint, prefix: number): bigint {
  const hostBits = BigInt(bitsOf[version] - prefix);
  return (address >> hostBits) << hostBits;
}

interface Parts {
  readonly version: 4 | 6;
  readonly address: bigint;
  readonly prefix: number;
}

function readParts(text: string): Parts | null {
  const [address = '', length, ...rest] = text.split('/');
  const version = isIPv4(address) ? 4 : isIPv6(address) && !address.includes('%') ? 6 : null;
  if (version === null || rest.length > 0 || (length !== undefined && !/^(0|[1-9]\d{0,2})$/.test(length))) return null;
  const prefix = length === undefined ? bitsOf[version] : Number(length);
  if (prefix > bitsOf[version]) return null;
  return { version, address: version === 4 ? readIPv4(address) : readIPv6(address), prefix };
}

/** IPv4 that came mapped into IPv6 is the IPv4 it stands for: that is how addresses of callers are compared. */
function unmap(parts: Parts): Parts {
  if (parts.version === 4 || parts.prefix < mappedPrefix || parts.address >> 32n !== mappedBits) return parts;
  return { version: 4, address: parts.address & 0xffffffffn, prefix: parts.prefix - mappedPrefix };
}

/**
 * A network in CIDR form, or an address alone, which is the network of itself. Refused are host bits, since whoever writes
 * `10.20.3.4/16` may have meant either; zone ids; short and octal forms, which programs read differently.
 */
export function parseNetwork(text: string): Network | NetworkProblem {
  const parts = readParts(text.trim());
  if (parts === null) return { problem: `\`${text}\` is not a network; ${accepted}` };
  const { version, address, prefix } = unmap(parts);
  const network = { version, first: clearHostBits(version, address, prefix), prefix };
  if (network.first === address) return network;
  const alone = formatAddress(version, address);
  return {
    problem: `\`${text}\` has bits set behind its prefix; write \`${formatNetwork(network)}\` for the network or \`${alone}\` for the one address`,
  };
}

/** Whether every address of `inner` is in `outer`. */
export function isNetworkWithin(inner: Network, outer: Network): boolean {
  if (inner.version !== outer.version || inner.prefix < outer.prefix) return false;
  return clearHostBits(inner.version, inner.first, outer.prefix) === outer.first;
}

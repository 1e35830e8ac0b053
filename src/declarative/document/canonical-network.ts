import { isIPv4, isIPv6 } from 'node:net';

/** Of IPv6 the shortest form (RFC 5952), which is how addresses of URLs are written. */
function shortest(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

/** A network as the server writes it, with its prefix; null for what is none. IPv4 in the clothes of IPv6 is none either. */
export function canonicalNetwork(text: string): string | null {
  const [address = '', prefix, ...rest] = text.trim().split('/');
  const bits = isIPv4(address) ? 32 : isIPv6(address) && !address.includes('%') ? 128 : null;
  if (bits === null || rest.length > 0 || (prefix !== undefined && !/^(0|[1-9]\d{0,2})$/.test(prefix))) return null;
  if (Number(prefix ?? bits) > bits) return null;
  const form = bits === 32 ? address : shortest(address);
  return form.startsWith('::ffff:') ? null : `${form}/${prefix ?? String(bits)}`;
}

import { isIP } from 'node:net';

/** Whether a host name, as `URL` writes it, means this very machine whatever a name server says. */
export function isLoopback(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '');
  if (name === 'localhost' || name.endsWith('.localhost') || name === '[::1]') return true;
  return (isIP(name) === 4 && name.startsWith('127.')) || name.startsWith('[::ffff:7f');
}

/** Unspecified addresses, and link-local ones: there clouds answer their machines' own questions, credentials included. */
function isReserved(hostname: string): boolean {
  return /^(?:0\.|169\.254\.|\[::\]$|\[fe[89ab]|\[::ffff:(?:0:|a9fe:))/i.test(hostname);
}

/**
 * Why the server does not go to `address` on behalf of the provider `issuer`, or `null`. Encrypted only, but for a provider on
 * this very machine, which is for trials.
 * SECURITY: the address comes from the provider's own description of itself. A provider elsewhere may not send the server
 * to its own loopback interface or to the link-local addresses of a cloud. Names are taken as they are written: one that
 * resolves to such an address still has to show a certificate for that name.
 */
export function unreachableReason(address: string, issuer: string): string | null {
  if (!URL.canParse(address)) return 'is no address';
  const { protocol, hostname, username, password } = new URL(address);
  const isLocal = isLoopback(hostname);
  if (username !== '' || password !== '') return 'holds a credential';
  if (isReserved(hostname)) return 'is reserved';
  if (isLocal && !isLoopback(new URL(issuer).hostname)) return 'is on this very machine';
  if (protocol === 'https:' || (protocol === 'http:' && isLocal)) return null;
  return 'is not https';
}

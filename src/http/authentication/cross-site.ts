import type { IncomingMessage } from 'node:http';
import { CatalogError } from '../../foundation/index.ts';

type Headers = Pick<IncomingMessage, 'method' | 'headers'>;

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

/** What the headers that only a browser sets say about where the request was made. */
function provenance(request: Headers): 'same-origin' | 'foreign' | 'unknown' {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none' ? 'same-origin' : 'foreign';
  const { origin, host } = request.headers;
  if (origin === undefined) return 'unknown';
  return hostOf(origin) === host?.toLowerCase() ? 'same-origin' : 'foreign';
}

function refuse(): never {
  throw new CatalogError('permission_denied', 'the request was made by another site than this server’s own page');
}

/**
 * Refuses an unsafe request with a session cookie unless a browser vouches that this server's own page made it.
 * SECURITY: the browser sends the cookie along whichever site asks. `Sec-Fetch-Site` cannot be set by script; where it is
 * missing `Origin` is compared with the host; where both are missing nothing vouches and the answer is no.
 */
export function requireSameSite(request: Headers): void {
  if (!safeMethods.has(request.method ?? '') && provenance(request) !== 'same-origin') refuse();
}

/**
 * The same for requests that need no credential yet start a session: another site must not sign a browser in as somebody
 * else. A program sends neither header and is let through, since it has no cookie to be tricked out of.
 */
export function requireNotCrossSite(request: Headers): void {
  if (provenance(request) === 'foreign') refuse();
}

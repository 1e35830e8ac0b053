import type { IncomingMessage } from 'node:http';
import { CatalogError } from '../../foundation/index.ts';
import { findSessionCookie } from './session-cookie.ts';

/** What a request brings to say who it is. */
export type Credential =
  | { readonly kind: 'none' }
  | { readonly kind: 'bearer'; readonly text: string }
  | { readonly kind: 'session'; readonly text: string };

/** The scheme, and the mark of RFC 8959 by which scanners know a secret: accepted, never given out. */
const bearerScheme = /^bearer +(?:secret-token:)?(\S.*?) *$/i;
/** Stands for whatever is no bearer; no secret has a blank. */
const noBearer = 'no bearer';

/** The headers of a request as they were sent. */
export type RawHeaders = Pick<IncomingMessage, 'rawHeaders'>;

/** Every header of a name, given in lower case, as sent; Node's own view of the headers keeps the first or joins them. */
export function headersNamed(rawHeaders: readonly string[], name: string): string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
}

/** The credential of an `Authorization` header; for another scheme than Bearer, or nothing behind it, what no secret matches. */
export function bearerOf(header: string): string {
  return bearerScheme.exec(header)?.[1] ?? noBearer;
}

/**
 * The one credential of a request. Another scheme than Bearer, none, or one with nothing behind it is a bearer that no secret
 * matches: it answers like any bad token, whatever else the header holds.
 * Throws `body_malformed` when there are two credentials: which of them should count is not ours to guess (RFC 6750).
 */
export function findCredential(request: RawHeaders & Pick<IncomingMessage, 'headers'>): Credential {
  const session = findSessionCookie(request.headers.cookie);
  const headers = headersNamed(request.rawHeaders, 'authorization');
  if (headers.length + (session === undefined ? 0 : 1) > 1) {
    throw new CatalogError('body_malformed', 'the request has two credentials; send one');
  }
  const [header] = headers;
  if (header !== undefined && header !== '') return { kind: 'bearer', text: bearerOf(header) };
  return session === undefined ? { kind: 'none' } : { kind: 'session', text: session };
}

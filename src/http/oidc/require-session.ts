import type { FastifyRequest } from 'fastify';
import { CatalogError } from '../../foundation/index.ts';

/**
 * The id of the browser session a request came with; throws `permission_denied` for a bearer.
 * SECURITY: a yes to a client is a person's, given in our page; a bearer could otherwise give itself another, again and again.
 */
export function requireSession({ session, tokenStatus }: FastifyRequest): string {
  if (session !== null && tokenStatus?.status === 'valid') return tokenStatus.secretId;
  throw new CatalogError('permission_denied', 'a client is allowed in a browser session; sign in first');
}

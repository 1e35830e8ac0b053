import type { FastifyRequest } from 'fastify';
import type { RequestOrigin } from '../../identity/index.ts';

/** Where a request came from. The address is that of the nearest hop that is no trusted proxy. */
export function originOf(request: FastifyRequest): RequestOrigin {
  return { address: request.ip, client: request.headers['user-agent'] ?? null };
}

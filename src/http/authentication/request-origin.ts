import type { FastifyRequest } from 'fastify';
import { redact } from '../../foundation/index.ts';
import type { RequestOrigin } from '../../identity/index.ts';

/**
 * Where a request came from. The address is that of the nearest hop that is no trusted proxy.
 * SECURITY: what a client calls itself is stored and shown; a script that puts its token there by mistake must not leave it with us.
 */
export function originOf(request: FastifyRequest): RequestOrigin {
  const client = request.headers['user-agent'];
  return { address: request.ip, client: client === undefined ? null : redact(client) };
}

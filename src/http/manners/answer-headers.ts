import type { FastifyInstance } from 'fastify';
import { requestIdHeader } from './request-id.ts';

/**
 * Headers of every answer. Answers of the API depend on who asks, so nothing may keep them.
 * A page sets its own `cache-control` and content security policy over these.
 */
const always = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
} as const;

export function registerAnswerHeaders(server: FastifyInstance): void {
  server.addHook('onRequest', (request, reply, done) => {
    void reply.headers(always).header(requestIdHeader, request.id);
    done();
  });
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../../foundation/index.ts';

function factsOf(request: FastifyRequest, reply: FastifyReply) {
  return {
    requestId: request.id,
    method: request.method,
    // SECURITY: the pattern of the route, not the URL: a URL holds names that only some may read.
    route: request.routeOptions.url ?? 'unknown',
    status: reply.statusCode,
    durationMs: Math.round(reply.elapsedTime * 10) / 10,
    actor: request.principal?.username,
    agent: request.headers['user-agent'],
  };
}

/** One line for each answer: refusals at `info`, the rest at `debug`. */
export function registerAnswerLog(server: FastifyInstance, log: Logger): void {
  server.addHook('onResponse', (request, reply, done) => {
    if (reply.statusCode >= 400) log.info(factsOf(request, reply), 'request refused');
    else if (log.isLevelEnabled('debug')) log.debug(factsOf(request, reply), 'request answered');
    done();
  });
}

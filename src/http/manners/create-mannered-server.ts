import fastify, { type FastifyInstance } from 'fastify';
import type { AuditJournal } from '../../audit/index.ts';
import type { Logger } from '../../foundation/index.ts';
import { createBrokenRequestHandler } from './answer-broken-requests.ts';
import { registerErrorAnswers } from './answer-errors.ts';
import { registerAnswerHeaders } from './answer-headers.ts';
import { registerAnswerLog } from './log-answers.ts';
import { registerBodyReader } from './read-body.ts';
import { recordRoutes } from './registered-routes.ts';
import { serverOptions } from './server-options.ts';
import { registerUrlSanity } from './url-sanity.ts';

export interface MannersDeps {
  readonly log: Logger;
  readonly journal?: AuditJournal;
  readonly trustProxy?: readonly string[];
}

/** A server that behaves as the official clients need it to, for every route that will be registered on it. */
export function createManneredServer({ log, journal, trustProxy = [] }: MannersDeps): FastifyInstance {
  const broken = createBrokenRequestHandler(() => server);
  const server: FastifyInstance = fastify({
    ...serverOptions(broken),
    trustProxy: trustProxy.length === 0 ? false : [...trustProxy],
  });
  recordRoutes(server);
  registerErrorAnswers(server, { log, journal });
  registerAnswerHeaders(server);
  registerUrlSanity(server);
  registerBodyReader(server);
  registerAnswerLog(server, log);
  return server;
}

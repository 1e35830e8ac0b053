import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AuditJournal } from '../../audit/index.ts';
import type { CatalogError, Logger } from '../../foundation/index.ts';
import { createDenialRecorder } from '../authentication/record-denials.ts';
import { isAlationUrl, renderAlationError, type TokenHeader } from './alation-error.ts';
import { asCatalogError, renderError } from './error-answer.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** By which header the credential came; `null` where the route asks for none, or for one of another wire. */
    tokenHeader: TokenHeader | null;
  }
}

export interface ErrorAnswerDeps {
  readonly log: Logger;
  /** Where denials are recorded; a server without anybody who asks has none. */
  readonly journal?: AuditJournal | undefined;
}

function logFailure(log: Logger, error: CatalogError, request: FastifyRequest): void {
  const facts = { requestId: request.id, method: request.method, route: request.routeOptions.url, code: error.code };
  if (error.code === 'internal') log.error({ ...facts, err: error.cause ?? error }, 'request failed');
  if (error.code === 'store_unavailable') log.warn({ ...facts, err: error.cause ?? error }, 'store unavailable');
}

/** Sends an error as the answer to a request, in the body of the wire that was asked. */
export function sendError(reply: FastifyReply, error: CatalogError, request: FastifyRequest): FastifyReply {
  const answer = isAlationUrl(request.url) ? renderAlationError(error, request) : renderError(error, request.id);
  const { status, body, headers } = answer;
  return reply.code(status).headers(headers).send(body);
}

/**
 * Turns everything that a handler or a hook throws into the one error body; the log keeps what the caller may not see, the audit
 * record what was denied.
 */
export function registerErrorAnswers(server: FastifyInstance, { log, journal }: ErrorAnswerDeps): void {
  server.decorateRequest('tokenHeader', null);
  const recordDenial = journal === undefined ? null : createDenialRecorder(journal);
  server.setErrorHandler(async (thrown, request, reply) => {
    const refusal = asCatalogError(thrown);
    const error = recordDenial === null ? refusal : await recordDenial(refusal, request);
    logFailure(log, error, request);
    return sendError(reply, error, request);
  });
}

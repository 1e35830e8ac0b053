import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AuditJournal } from '../../audit/index.ts';
import type { CatalogError, Logger } from '../../foundation/index.ts';
import { createDenialRecorder } from '../authentication/record-denials.ts';
import { asCatalogError, renderError } from './error-answer.ts';

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

/** Sends an error as the answer to a request. */
export function sendError(reply: FastifyReply, error: CatalogError, requestId: string): FastifyReply {
  const { status, body, headers } = renderError(error, requestId);
  return reply.code(status).headers(headers).send(body);
}

/**
 * Turns everything that a handler or a hook throws into the one error body; the log keeps what the caller may not see, the audit
 * record what was denied.
 */
export function registerErrorAnswers(server: FastifyInstance, { log, journal }: ErrorAnswerDeps): void {
  const recordDenial = journal === undefined ? null : createDenialRecorder(journal);
  server.setErrorHandler(async (thrown, request, reply) => {
    const refusal = asCatalogError(thrown);
    const error = recordDenial === null ? refusal : await recordDenial(refusal, request);
    logFailure(log, error, request);
    return sendError(reply, error, request.id);
  });
}

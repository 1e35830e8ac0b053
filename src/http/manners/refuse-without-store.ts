import type { FastifyInstance } from 'fastify';
import { CatalogError } from '../../foundation/index.ts';
import { sendError } from './answer-errors.ts';

/** Who knows whether the database answers at all. */
export interface StoreLoss {
  readonly isLost: boolean;
  /** Calls back once when the database is lost. Gives what takes the call back. */
  onLoss(listener: () => void): () => void;
}

/** What is answered without the database. */
const independent = new Set(['getHealth', 'getOpenApi']);

/**
 * Answers 503 at once, to those who wait and to those who come, while the database neither answers nor refuses. What such a request had
 * begun may still happen once the database is back; a change and its audit record happen together or not at all, then too. An answer
 * that is already on its way, such as a stream of events, is cut off.
 */
export function registerStoreRefusals(server: FastifyInstance, loss: StoreLoss): void {
  const releases = new WeakMap<object, () => void>();
  const refusal = new CatalogError('store_unavailable', 'the database does not answer; try again shortly');
  server.addHook('onRequest', (request, reply, done) => {
    const { operationId } = request.routeOptions.config;
    if (operationId === undefined || independent.has(operationId)) {
      done();
      return;
    }
    if (loss.isLost) {
      done(refusal);
      return;
    }
    const release = loss.onLoss(() => {
      // What has begun to go out can only be cut off, which tells the reader that it is not whole.
      if (reply.raw.headersSent) {
        if (!reply.raw.writableEnded) reply.raw.destroy();
      } else if (!reply.sent) void sendError(reply, refusal, request);
    });
    releases.set(request, release);
    done();
  });
  server.addHook('onResponse', (request, _reply, done) => {
    releases.get(request)?.();
    done();
  });
  // A client that hangs up has no response to wait for.
  server.addHook('onRequestAbort', (request, done) => {
    releases.get(request)?.();
    done();
  });
}

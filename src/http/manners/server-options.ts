import { createServer } from 'node:http';
import type { FastifyServerOptions } from 'fastify';
import { CatalogError } from '../../foundation/index.ts';
import { sendError } from './answer-errors.ts';
import { bodyBytesMax } from './read-body.ts';
import { parseQueryString } from './query-string.ts';
import { requestIdOf } from './request-id.ts';
import type { createBrokenRequestHandler } from './answer-broken-requests.ts';

/** A request head must arrive within this time, a whole request within the next; Node then answers through us. */
const headTimeoutMs = 20_000;
const requestTimeoutMs = 120_000;

/** The longest value of one path part; names of workflows and types are far below. */
const pathPartCharactersMax = 1000;

/**
 * How Fastify must behave for the official clients: slashes at the end or doubled are ignored and never redirected, the
 * query is read leniently, and whatever goes wrong before a route is found answers with the one error body.
 */
export function serverOptions(broken: ReturnType<typeof createBrokenRequestHandler>) {
  return {
    logger: false,
    bodyLimit: bodyBytesMax,
    genReqId: requestIdOf,
    requestTimeout: requestTimeoutMs,
    clientErrorHandler: (error, socket) => broken.handle(error, socket),
    frameworkErrors: (error, request, reply) => {
      const refusal = new CatalogError('field_invalid', `the URL cannot be read: ${error.message}`);
      void sendError(reply, refusal, request);
    },
    routerOptions: {
      ignoreTrailingSlash: true,
      ignoreDuplicateSlashes: true,
      caseSensitive: true,
      maxParamLength: pathPartCharactersMax,
      querystringParser: parseQueryString,
    },
    serverFactory: (handler) =>
      createServer(
        { headersTimeout: headTimeoutMs, requestTimeout: requestTimeoutMs, keepAliveTimeout: 72_000 },
        (request, response) => {
          broken.noteRequest(request, response);
          handler(request, response);
        },
      ),
  } satisfies FastifyServerOptions;
}

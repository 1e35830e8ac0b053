import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { operations, type Operation, type OperationId } from '../contract/index.ts';
import { operationSchemas, type OperationSchemas } from '../contract/schemas.ts';
import { invariant } from '../foundation/index.ts';
import type { Principal } from '../identity/index.ts';
import type { createTokenAuthenticator } from './alation/authenticate-token.ts';
import { requireNotCrossSite } from './authentication/cross-site.ts';
import type { createAuthenticator } from './authentication/authenticate.ts';
import { createBodyCheck } from './check-body.ts';
import { routePattern } from './route-pattern.ts';
import type { QueryValues } from './manners/query-string.ts';

type Operations = typeof operations;
type ParameterNames<Path> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | ParameterNames<Rest> : never;
type BodyOf<Id extends OperationId> = (typeof operationSchemas)[Id] extends { body: infer S extends TSchema }
  ? Static<S>
  : undefined;

/** One request as a handler sees it: parsed, checked and, unless the operation is public, with the principal. */
export interface Exchange<Id extends OperationId> {
  readonly principal: Operations[Id]['access'] extends 'principal' ? Principal : null;
  readonly params: Readonly<Record<ParameterNames<Operations[Id]['path']>, string>>;
  readonly query: QueryValues;
  readonly body: BodyOf<Id>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Gives what goes into the answer: an object as JSON, `undefined` as an empty body. One that redirects has answered by itself. */
export type Handler<Id extends OperationId> = (exchange: Exchange<Id>) => Promise<unknown>;

/** Where routes are registered: the server, the hook that finds the principal, and which operations are taken. */
export interface Router {
  readonly server: FastifyInstance;
  readonly authenticate: ReturnType<typeof createAuthenticator>;
  /** The same for operations of the Alation wire. */
  readonly authenticateToken: ReturnType<typeof createTokenAuthenticator>;
  readonly served: Set<OperationId>;
}

/**
 * Registers the handler of one operation under the method and path of the contract, behind its authentication and its body
 * check. Success is exactly 200, or 201 or 204 where the operation says so (Atlan wire, status codes).
 */
export function serve<Id extends OperationId>(router: Router, id: Id, handler: Handler<Id>): void {
  invariant(!router.served.has(id), `operation \`${id}\` is served twice`);
  router.served.add(id);
  const operation: Operation = operations[id];
  const schemas: OperationSchemas = operationSchemas[id];
  const checkBody = schemas.body === undefined ? () => undefined : createBodyCheck(Compile(schemas.body));
  router.server.route({
    method: operation.method,
    url: routePattern(operation.path),
    config: { operationId: id, readsForm: operation.form === true, readsAnyEncoding: operation.anyEncoding === true },
    onRequest: admissionOf(router, operation),
    handler: async (request, reply) => {
      const exchange = {
        principal: request.principal,
        params: request.params,
        query: request.query,
        body: checkBody(request.body),
        request,
        reply,
      };
      // The hook above set the principal, and the check above proved the body; the compiler cannot see either.
      const answer = await handler(exchange as unknown as Exchange<Id>);
      return reply.sent ? reply : reply.code(successOf(operation)).send(answer);
    },
  });
}

function admissionOf(router: Router, { access, surface }: Operation) {
  if (access === 'public') return requireOwnSite;
  return surface === 'alation' ? router.authenticateToken : router.authenticate;
}

function successOf({ created, noContent }: Operation): number {
  if (noContent === true) return 204;
  return created === true ? 201 : 200;
}

function requireOwnSite(request: FastifyRequest, _reply: FastifyReply, done: () => void): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') requireNotCrossSite(request.raw);
  done();
}

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AuditJournal } from '../../audit/index.ts';
import { operations, type OperationId } from '../../contract/index.ts';
import { invariant } from '../../foundation/index.ts';
import { countStranger } from '../authentication/record-denials.ts';
import { originOf } from '../authentication/request-origin.ts';
import { routePattern } from '../route-pattern.ts';
import type { Router } from '../serve.ts';
import type { ProviderSource } from './provider-source.ts';
import { cookieNames, findCookie } from './oidc-cookies.ts';
import { belowRealm } from './realm-paths.ts';
import { noteRequest } from './request-facts.ts';

function parameterOf({ params }: FastifyRequest, name: string): string {
  return (params as Readonly<Record<string, string>>)[name] ?? '';
}

/** The path as the provider knows it, made from the contract, so that slashes are as lenient here as everywhere. */
function providerPath(id: OperationId, request: FastifyRequest): string {
  const path = belowRealm(operations[id].path).replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(parameterOf(request, name)),
  );
  const question = request.url.indexOf('?');
  return question === -1 ? path : path + request.url.slice(question);
}

/**
 * What the provider must not see.
 * COMPAT: clients send the bearer they happen to have where they ask for another; the protocol would take it for a second proof.
 * No page of another site may read what is answered here, so none is greeted as one (CORS).
 */
function dropHeaders({ raw }: FastifyRequest, isBearerWanted: boolean): void {
  delete raw.headers.origin;
  if (!isBearerWanted && /^bearer\b/i.test(raw.headers.authorization ?? '')) delete raw.headers.authorization;
}

/** The cookie says which request goes on; where the address says another, neither does. */
function requireOwnCookie({ raw }: FastifyRequest, uid: string): void {
  if (findCookie(raw.headers.cookie, cookieNames.resume) !== uid) delete raw.headers.cookie;
}

/** What answers, and where strangers are counted. */
export interface ServedBy {
  readonly source: ProviderSource;
  readonly journal: AuditJournal;
}

/**
 * Registers an operation of the contract that the provider answers. The request is handed over before its body is read: the protocol speaks
 * forms, every other route JSON.
 */
export function serveProvider(router: Router, id: OperationId, { source, journal }: ServedBy): void {
  invariant(!router.served.has(id), `operation \`${id}\` is served twice`);
  router.served.add(id);
  const { method, path, access } = operations[id];
  const hasPrincipal = access === 'principal';

  async function handOver(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const provider = await source();
    const url = providerPath(id, request);
    dropHeaders(request, hasPrincipal);
    if (id === 'resumeAuthorization') requireOwnCookie(request, parameterOf(request, 'uid'));
    noteRequest(request.raw, { origin: originOf(request), requestId: request.id });
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) reply.raw.setHeader(name, value);
    }
    reply.hijack();
    request.raw.url = url;
    await provider.callback()(request.raw, reply.raw);
    if (reply.raw.statusCode === 401) countStranger(journal, request);
  }

  router.server.route({
    method,
    url: routePattern(path),
    config: { operationId: id },
    onRequest: hasPrincipal ? [router.authenticate, handOver] : [handOver],
    handler: () => invariant(false, 'the provider answers'),
  });
}

import type { FastifyInstance } from 'fastify';
import { operations, type Operation } from '../../contract/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import { routePattern } from '../route-pattern.ts';

const everyMethod = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

function methodsByPattern(): Map<string, Set<string>> {
  const methods = new Map<string, Set<string>>();
  for (const { method, path } of Object.values<Operation>(operations)) {
    const pattern = routePattern(path);
    const known = methods.get(pattern) ?? new Set();
    known.add(method);
    if (method === 'GET') known.add('HEAD');
    methods.set(pattern, known);
  }
  return methods;
}

/** Answers the methods that a known path does not have: 405 with `Allow`, where the framework would say 404. */
export function registerMethodRefusals(server: FastifyInstance): void {
  for (const [url, methods] of methodsByPattern()) {
    const allow = everyMethod.filter((method) => methods.has(method)).join(', ');
    server.route({
      method: everyMethod.filter((method) => !methods.has(method)),
      url,
      config: { refusesMethod: true },
      handler: (request, reply) => {
        void reply.header('allow', allow);
        throw new CatalogError(
          'method_not_allowed',
          `\`${request.method}\` is no method of this path; accepted: ${allow}`,
        );
      },
    });
  }
}

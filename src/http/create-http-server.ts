import type { FastifyInstance } from 'fastify';
import { operations, type OperationId } from '../contract/index.ts';
import { invariant } from '../foundation/index.ts';
import { registerApiTokenRoutes } from './atlan/api-tokens.ts';
import { registerCredentialRoutes } from './atlan/credentials.ts';
import { registerDirectoryRoutes } from './atlan/directory.ts';
import { registerEntityRoutes } from './atlan/entities.ts';
import { registerRunRoutes } from './atlan/runs.ts';
import { registerSearchRoutes } from './atlan/search.ts';
import { registerTypedefRoutes } from './atlan/typedefs.ts';
import { registerWorkflowRoutes } from './atlan/workflows.ts';
import { createAuthenticator } from './authentication/authenticate.ts';
import { registerNativeApiTokenRoutes } from './clavis/api-tokens.ts';
import { registerNativeRunRoutes } from './clavis/runs.ts';
import { registerServerRoutes } from './clavis/server.ts';
import { registerSignInRoutes } from './clavis/sign-in.ts';
import type { HttpDeps } from './deps.ts';
import { createManneredServer } from './manners/create-mannered-server.ts';
import { registerMethodRefusals } from './manners/refuse-methods.ts';
import { registerPage } from './page/serve-page.ts';
import type { Router } from './serve.ts';

function registerOperations(router: Router, deps: HttpDeps): void {
  registerApiTokenRoutes(router, deps);
  registerDirectoryRoutes(router, deps);
  registerEntityRoutes(router, deps);
  registerSearchRoutes(router, deps);
  registerTypedefRoutes(router, deps);
  registerWorkflowRoutes(router, deps);
  registerRunRoutes(router, deps);
  registerCredentialRoutes(router, deps);
  registerSignInRoutes(router, deps);
  registerNativeApiTokenRoutes(router, deps);
  registerNativeRunRoutes(router, deps);
  registerServerRoutes(router, deps);
}

/**
 * The HTTP server, not yet listening: every operation of the contract, the web page for everything else that a browser asks.
 * `listen` and `close` are the caller's; `close` lets running requests end.
 */
export function createHttpServer(deps: HttpDeps): FastifyInstance {
  const server = createManneredServer(deps);
  server.decorateRequest('principal', null);
  server.decorateRequest('session', null);
  const router: Router = { server, authenticate: createAuthenticator(deps.identity), served: new Set() };
  registerOperations(router, deps);
  for (const id of Object.keys(operations) as OperationId[]) {
    invariant(router.served.has(id), `operation \`${id}\` has no route`);
  }
  registerMethodRefusals(server);
  registerPage(server, deps);
  return server;
}

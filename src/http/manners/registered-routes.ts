import type { FastifyInstance } from 'fastify';

/** One method and pattern under which the server answers. */
export interface RegisteredRoute {
  readonly method: string;
  readonly pattern: string;
  /** Whether the route only says that the path has no such method. */
  readonly refusesMethod: boolean;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route registered so far; for the test that no route goes without an expectation. */
    registeredRoutes: readonly RegisteredRoute[];
  }

  interface FastifyContextConfig {
    refusesMethod?: boolean;
  }
}

/** Keeps a list of every route that is registered from here on. */
export function recordRoutes(server: FastifyInstance): void {
  const routes: RegisteredRoute[] = [];
  server.decorate('registeredRoutes', routes);
  server.addHook('onRoute', ({ method, url, config }) => {
    for (const one of [method].flat()) {
      routes.push({ method: one, pattern: url, refusesMethod: config?.refusesMethod === true });
    }
  });
}

import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CatalogError, redact } from '../../foundation/index.ts';
import type { HttpDeps } from '../deps.ts';
import { isAlationUrl } from '../manners/alation-error.ts';
import { contentPolicy } from './content-policy.ts';

/** Stands in the built page where the nonce of an answer belongs. */
const noncePlaceholder = '__CSP_NONCE__';

/** Paths that programs ask; a wrong one is an error for them, never the page. */
const programPaths = /^\/+(?:api|auth|events|openapi\.json|healthz|readyz)(?:\/|$)/;

/** The last part of the path has a dot: a file, such as a script of an older build. */
const filePath = /\.[A-Za-z0-9]+$/;

const routeCharactersMax = 200;

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/';
}

function refuseRoute(request: FastifyRequest): never {
  const path = redact(pathOf(request).slice(0, routeCharactersMax));
  throw new CatalogError('route_unknown', `no route \`${request.method} ${path}\`; all routes: /openapi.json`);
}

function isPageRequest(request: FastifyRequest): boolean {
  const path = pathOf(request);
  const isOfPrograms = programPaths.test(path) || isAlationUrl(path);
  return ['GET', 'HEAD'].includes(request.method) && !isOfPrograms && !filePath.test(path);
}

function sendPage(reply: FastifyReply, template: string): FastifyReply {
  const nonce = randomBytes(16).toString('base64url');
  return reply
    .header('content-security-policy', contentPolicy(nonce))
    .type('text/html; charset=utf-8')
    .send(template.replaceAll(noncePlaceholder, nonce));
}

function sendMissingPage(reply: FastifyReply): FastifyReply {
  return reply
    .code(404)
    .type('text/plain; charset=utf-8')
    .send('The web page is not built; `npm run build:web` builds it. The API is described at /openapi.json.\n');
}

/** Files of the build carry a hash in their name: the same name is the same content for ever. */
function registerAssets(server: FastifyInstance, webDir: string): void {
  server.register(fastifyStatic, {
    root: join(webDir, 'assets'),
    prefix: '/assets/',
    wildcard: false,
    redirect: false,
    setHeaders: (reply) => {
      void reply.header('cache-control', 'public, max-age=31536000, immutable');
    },
  });
}

/**
 * Serves the built web page for every address that is no route: the page itself reads the address. Without a build it says
 * so in plain words. Wrong paths of the API, wrong methods and missing files stay 404.
 */
export function registerPage(server: FastifyInstance, deps: Pick<HttpDeps, 'webDir'>): void {
  const file = deps.webDir === undefined ? undefined : join(deps.webDir, 'index.html');
  const template = file !== undefined && existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  if (deps.webDir !== undefined && template !== undefined) registerAssets(server, deps.webDir);
  server.setNotFoundHandler((request, reply) => {
    if (!isPageRequest(request)) return refuseRoute(request);
    return template === undefined ? sendMissingPage(reply) : sendPage(reply, template);
  });
}

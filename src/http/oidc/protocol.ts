import type { HttpDeps } from '../deps.ts';
import { serve, type Router } from '../serve.ts';
import { createKeySource } from './key-source.ts';
import { createProviderSource, publicUrlOf } from './provider-source.ts';
import { serveProvider } from './serve-provider.ts';

const answeredByProvider = [
  'getOpenidConfiguration',
  'getOpenidKeys',
  'authorize',
  'resumeAuthorization',
  'authorizeDevice',
  'issueToken',
  'issueTokenByAdministrationPath',
  'introspectToken',
  'revokeToken',
  'getUserInfo',
  'getUserInfoByPost',
] as const;

/** OAuth 2.0 and OpenID Connect. */
export function registerProtocolRoutes(router: Router, deps: HttpDeps): void {
  const served = { source: createProviderSource(deps, createKeySource(deps)), journal: deps.journal };
  for (const id of answeredByProvider) serveProvider(router, id, served);

  serve(router, 'endOpenidSession', ({ reply }) => {
    void reply.redirect(`${publicUrlOf(deps)}/sign-out`, 303);
    return Promise.resolve(undefined);
  });
}

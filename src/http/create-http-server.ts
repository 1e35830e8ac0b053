import type { FastifyInstance } from 'fastify';
import { operations, type OperationId } from '../contract/index.ts';
import { invariant } from '../foundation/index.ts';
import { registerSignedTokenRoutes } from './alation/oauth.ts';
import { registerRelationalRoutes } from './alation/relational.ts';
import { registerNumberedUserRoutes } from './alation/users.ts';
import { registerAlationTokenRoutes } from './alation/tokens.ts';
import { registerApiTokenRoutes } from './atlan/api-tokens.ts';
import { registerAppRoutes } from './atlan/apps.ts';
import { registerCredentialRoutes } from './atlan/credentials.ts';
import { registerDirectoryRoutes } from './atlan/directory.ts';
import { registerEventRoutes } from './atlan/events.ts';
import { registerEntityRoutes } from './atlan/entities.ts';
import { registerEntityPartRoutes } from './atlan/entity-parts.ts';
import { registerGroupRoutes } from './atlan/groups.ts';
import { registerHistoryRoutes } from './atlan/history.ts';
import { registerContractRoutes } from './atlan/contracts.ts';
import { registerLineageRoutes } from './atlan/lineage.ts';
import { registerOauthClientRoutes } from './atlan/oauth-clients.ts';
import { registerRealmRoutes } from './atlan/realm.ts';
import { registerRunRoutes } from './atlan/runs.ts';
import { registerSearchRoutes } from './atlan/search.ts';
import { registerSsoMapperRoutes } from './atlan/sso-mappers.ts';
import { registerCustomMetadataRoutes } from './atlan/custom-metadata.ts';
import { registerTagRoutes } from './atlan/tags.ts';
import { registerTypedefRoutes } from './atlan/typedefs.ts';
import { registerUserRoutes } from './atlan/users.ts';
import { registerWorkflowRoutes } from './atlan/workflows.ts';
import { createTokenAuthenticator } from './alation/authenticate-token.ts';
import { createAuthenticator } from './authentication/authenticate.ts';
import { registerRetiredUseReaction } from './authentication/react-to-retired-uses.ts';
import { registerUseRecords } from './authentication/record-uses.ts';
import { registerAccessReasonRoutes } from './clavis/access-reason.ts';
import { registerAuditRoutes } from './clavis/audit.ts';
import { registerNativeApiTokenRoutes } from './clavis/api-tokens.ts';
import { registerAccessRequestRoutes } from './clavis/access-requests.ts';
import { registerCollectionRoutes } from './clavis/collections.ts';
import { registerConnectionRoutes } from './clavis/connections.ts';
import { registerSettingsRoutes } from './clavis/settings.ts';
import { registerTokenSecretRoutes } from './clavis/token-secrets.ts';
import { registerConsentRoutes } from './clavis/oauth.ts';
import { registerVaultRoutes } from './clavis/vault.ts';
import { registerNativeOauthClientRoutes } from './clavis/oauth-clients.ts';
import { registerNativeRunRoutes } from './clavis/runs.ts';
import { registerRefreshTokenRoutes } from './clavis/refresh-tokens.ts';
import { registerPeopleRoutes } from './clavis/people.ts';
import { registerSessionRoutes } from './clavis/sessions.ts';
import { registerServerRoutes } from './clavis/server.ts';
import { registerIdentityProviderRoutes } from './clavis/identity-providers.ts';
import { registerSignInRoutes } from './clavis/sign-in.ts';
import { registerSingleSignOnRoutes } from './clavis/single-sign-on.ts';
import type { HttpDeps } from './deps.ts';
import { createManneredServer } from './manners/create-mannered-server.ts';
import { registerStoreRefusals } from './manners/refuse-without-store.ts';
import { registerMethodRefusals } from './manners/refuse-methods.ts';
import { registerProtocolRoutes } from './oidc/protocol.ts';
import { registerPage } from './page/serve-page.ts';
import type { Router } from './serve.ts';

function registerOperations(router: Router, deps: HttpDeps): void {
  registerApiTokenRoutes(router, deps);
  registerDirectoryRoutes(router, deps);
  registerUserRoutes(router, deps);
  registerGroupRoutes(router, deps);
  registerEntityRoutes(router, deps);
  registerEntityPartRoutes(router, deps);
  registerContractRoutes(router, deps);
  registerLineageRoutes(router, deps);
  registerSearchRoutes(router, deps);
  registerHistoryRoutes(router, deps);
  registerTypedefRoutes(router, deps);
  registerTagRoutes(router, deps);
  registerCustomMetadataRoutes(router, deps);
  registerWorkflowRoutes(router, deps);
  registerRunRoutes(router, deps);
  registerCredentialRoutes(router, deps);
  registerAppRoutes(router, deps);
  registerSignInRoutes(router, deps);
  registerPeopleRoutes(router, deps);
  registerSessionRoutes(router, deps);
  registerNativeApiTokenRoutes(router, deps);
  registerTokenSecretRoutes(router, deps);
  registerSettingsRoutes(router, deps);
  registerNativeRunRoutes(router, deps);
  registerAuditRoutes(router, deps);
  registerEventRoutes(router, deps);
  registerServerRoutes(router, deps);
  registerOauthClientRoutes(router, deps);
  registerNativeOauthClientRoutes(router, deps);
  registerSignedTokenRoutes(router, deps);
  registerVaultRoutes(router, deps);
  registerConsentRoutes(router, deps);
  registerRealmRoutes(router, deps);
  registerProtocolRoutes(router, deps);
  registerSingleSignOnRoutes(router, deps);
  registerIdentityProviderRoutes(router, deps);
  registerSsoMapperRoutes(router, deps);
  registerAccessReasonRoutes(router, deps);
  registerCollectionRoutes(router, deps);
  registerConnectionRoutes(router, deps);
  registerAccessRequestRoutes(router, deps);
  registerRelationalRoutes(router, deps);
  registerNumberedUserRoutes(router, deps);
  registerAlationTokenRoutes(router, deps);
  registerRefreshTokenRoutes(router, deps);
}

/**
 * The HTTP server, not yet listening: every operation of the contract, the web page for everything else that a browser asks.
 * `listen` and `close` are the caller's; `close` lets running requests end.
 */
export function createHttpServer(deps: HttpDeps): FastifyInstance {
  const server = createManneredServer(deps);
  server.decorateRequest('principal', null);
  server.decorateRequest('session', null);
  server.decorateRequest('tokenStatus', null);
  if (deps.storeLoss !== undefined) registerStoreRefusals(server, deps.storeLoss);
  registerUseRecords(server, deps);
  registerRetiredUseReaction(server, deps);
  const router: Router = {
    server,
    authenticate: createAuthenticator(deps.identity),
    authenticateToken: createTokenAuthenticator(deps.identity),
    served: new Set(),
  };
  registerOperations(router, deps);
  for (const id of Object.keys(operations) as OperationId[]) {
    invariant(router.served.has(id), `operation \`${id}\` has no route`);
  }
  registerMethodRefusals(server);
  registerPage(server, deps);
  return server;
}

import {
  createIdentityProvider,
  deleteIdentityProvider,
  getIdentityProvider,
  linkFederatedIdentity,
  listFederatedIdentities,
  listIdentityProviders,
  testIdentityProvider,
  unlinkFederatedIdentity,
  updateIdentityProvider,
  type IdentityProviderInput,
  type IdentityProviderUpdate,
} from '../../access/index.ts';
import type {
  CreateIdentityProviderRequest,
  FederatedIdentity as WireFederatedIdentity,
  IdentityProvider as WireProvider,
  UpdateIdentityProviderRequest,
} from '../../contract/index.ts';
import { callbackAddress, type FederatedIdentity, type IdentityProvider } from '../../identity/index.ts';
import type { HttpDeps } from '../deps.ts';
import { queryText } from '../manners/query-string.ts';
import { serve, type Router } from '../serve.ts';

const scopesDefault = ['openid', 'profile', 'email'];
const algorithmsDefault = ['RS256', 'PS256', 'ES256', 'EdDSA'];

function readNewProvider(body: CreateIdentityProviderRequest): IdentityProviderInput {
  return {
    alias: body.alias,
    displayName: body.displayName ?? body.alias,
    issuer: body.issuer,
    clientId: body.clientId,
    clientSecret: body.clientSecret ?? null,
    scopes: body.scopes ?? scopesDefault,
    groupsClaim: body.groupsClaim ?? null,
    usernameClaim: body.usernameClaim ?? 'preferred_username',
    signingAlgorithms: body.allowedSigningAlgorithms ?? algorithmsDefault,
    createsUsers: body.createUsers ?? true,
    role: body.role ?? 'member',
    enabled: body.enabled ?? true,
  };
}

/** Two settings go by another name on the wire. */
function readUpdate(body: UpdateIdentityProviderRequest): IdentityProviderUpdate {
  const { allowedSigningAlgorithms, createUsers, ...rest } = body;
  return {
    ...rest,
    ...(allowedSigningAlgorithms === undefined ? {} : { signingAlgorithms: allowedSigningAlgorithms }),
    ...(createUsers === undefined ? {} : { createsUsers: createUsers }),
  };
}

function renderProvider(deps: HttpDeps, provider: IdentityProvider): WireProvider {
  const { alias, displayName, issuer, clientId, groupsClaim, usernameClaim, role, enabled, hasClientSecret } = provider;
  const callbackUrl = callbackAddress(deps.singleSignOn, alias);
  return {
    alias,
    displayName,
    issuer,
    clientId,
    hasClientSecret,
    scopes: [...provider.scopes],
    groupsClaim,
    usernameClaim,
    allowedSigningAlgorithms: [...provider.signingAlgorithms],
    createUsers: provider.createsUsers,
    role,
    enabled,
    callbackUrl,
    backchannelLogoutUrl: callbackUrl.replace(/callback$/, 'backchannel-logout'),
    createdAt: provider.createdAt.toISOString(),
    createdBy: provider.createdBy,
    updatedAt: provider.updatedAt.toISOString(),
    updatedBy: provider.updatedBy,
  };
}

function renderIdentity({ issuer, subject, createdAt, createdBy }: FederatedIdentity): WireFederatedIdentity {
  return { issuer, subject, createdAt: createdAt.toISOString(), createdBy };
}

function registerIdentityLinkRoutes(router: Router, { access }: HttpDeps): void {
  serve(router, 'listFederatedIdentities', async ({ principal, params }) => {
    const identities = await listFederatedIdentities(access, principal, params.id);
    return { federatedIdentities: identities.map(renderIdentity) };
  });

  serve(router, 'linkFederatedIdentity', async ({ principal, params, body }) =>
    renderIdentity(await linkFederatedIdentity(access, principal, { userId: params.id, ...body })),
  );

  serve(router, 'unlinkFederatedIdentity', async ({ principal, params, query }) => {
    const [issuer, subject] = [queryText(query, 'issuer') ?? '', queryText(query, 'subject') ?? ''];
    await unlinkFederatedIdentity(access, principal, { userId: params.id, issuer, subject });
    return {};
  });
}

/** Which identity providers are believed, and who is who there. */
export function registerIdentityProviderRoutes(router: Router, deps: HttpDeps): void {
  const governed = { ...deps.access, singleSignOn: deps.singleSignOn };

  serve(router, 'listIdentityProviders', async ({ principal }) => {
    const providers = await listIdentityProviders(governed, principal);
    return { identityProviders: providers.map((provider) => renderProvider(deps, provider)) };
  });

  serve(router, 'createIdentityProvider', async ({ principal, body }) =>
    renderProvider(deps, await createIdentityProvider(governed, principal, readNewProvider(body))),
  );

  serve(router, 'getIdentityProvider', async ({ principal, params }) =>
    renderProvider(deps, await getIdentityProvider(governed, principal, params.alias)),
  );

  serve(router, 'updateIdentityProvider', async ({ principal, params, body }) => {
    const change = { alias: params.alias, update: readUpdate(body) };
    return renderProvider(deps, await updateIdentityProvider(governed, principal, change));
  });

  serve(router, 'deleteIdentityProvider', async ({ principal, params }) => {
    await deleteIdentityProvider(governed, principal, params.alias);
    return {};
  });

  serve(router, 'testIdentityProvider', async ({ principal, params }) => {
    const checks = await testIdentityProvider(governed, principal, params.alias);
    return { passed: checks.every(({ status }) => status !== 'failed'), checks };
  });

  registerIdentityLinkRoutes(router, deps);
}

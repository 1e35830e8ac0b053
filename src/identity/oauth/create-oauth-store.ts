import type { Adapter } from 'oidc-provider';
import { CatalogError } from '../../foundation/index.ts';
import { createAccessTokenStore } from './access-token-store.ts';
import { createArtifactStore, type OauthStoreDeps } from './artifact-store.ts';
import { createClientStore } from './client-store.ts';
import { createGrantStore } from './grant-store.ts';

/** For what the library would store of features that are switched off, and of access tokens that only ever are found as others. */
function createEmptyStore(model: string): Adapter {
  return {
    upsert: () => Promise.reject(new CatalogError('internal', `nothing of kind \`${model}\` is stored`)),
    find: () => Promise.resolve(undefined),
    findByUserCode: () => Promise.resolve(undefined),
    findByUid: () => Promise.resolve(undefined),
    consume: () => Promise.resolve(),
    destroy: () => Promise.resolve(),
    revokeByGrantId: () => Promise.resolve(),
  };
}

/**
 * The storage of oidc-provider on our tables, one adapter for each of its models. Ids are stored as SHA-256 and nothing secret in what
 * belongs to them; access tokens are rows of the table of secrets; time is the database's.
 */
export function createOauthStore(deps: OauthStoreDeps): (model: string) => Adapter {
  return (model) => {
    switch (model) {
      case 'AccessToken':
        return createAccessTokenStore(deps);
      case 'Grant':
        return createGrantStore(deps);
      case 'Client':
        return { ...createEmptyStore(model), ...createClientStore(deps) };
      case 'Session':
      case 'Interaction':
      case 'AuthorizationCode':
      case 'DeviceCode':
      case 'RefreshToken':
        return createArtifactStore(deps, model);
      default:
        return createEmptyStore(model);
    }
  };
}

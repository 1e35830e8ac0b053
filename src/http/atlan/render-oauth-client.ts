import type { OauthClient } from '../../access/index.ts';
import type { CreatedOauthClient, NativeOauthClient, OauthClientRecord } from '../../contract/index.ts';
import { clientTokenSeconds, rolesOf } from '../../identity/index.ts';

/** An OAuth client as the Atlan wire shows it. */
export function renderOauthClient(client: OauthClient): OauthClientRecord {
  const { id, clientId, displayName, description, createdBy, updatedBy } = client;
  return {
    ...{ id, clientId, displayName, description },
    role: rolesOf({ kind: 'client', role: client.role })[0]?.name ?? null,
    personaQNs: client.personas.map(({ qualifiedName }) => qualifiedName),
    tokenExpirySeconds: clientTokenSeconds,
    ...{ createdAt: client.createdAt.toISOString(), createdBy },
    ...{ updatedAt: client.updatedAt.toISOString(), updatedBy },
  };
}

export function renderCreatedOauthClient(created: { client: OauthClient; secret: string }): CreatedOauthClient {
  return { ...renderOauthClient(created.client), clientSecret: created.secret };
}

export function renderNativeOauthClient(client: OauthClient): NativeOauthClient {
  const { exchangeRoleMax, signedTokenSeconds, lastUsedAt } = client;
  return {
    ...renderOauthClient(client),
    signedTokenSeconds,
    exchangeRoleMax,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}

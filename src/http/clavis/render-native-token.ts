import type { ApiToken, UpdatedApiToken } from '../../access/index.ts';
import type { NativeApiToken, TokenSecret as WireSecret, UpdatedNativeApiToken } from '../../contract/index.ts';
import { isOwnerless, type TokenSecret } from '../../identity/index.ts';
import { renderApiToken } from '../atlan/render-api-token.ts';

interface LastUse {
  readonly lastUsedAt: Date | null;
  readonly lastUsedNetwork: string | null;
  readonly lastUsedClient: string | null;
}

function renderLastUse({ lastUsedAt, lastUsedNetwork, lastUsedClient }: LastUse): NativeApiToken['lastUsed'] {
  if (lastUsedAt === null) return null;
  return { at: lastUsedAt.toISOString(), network: lastUsedNetwork, client: lastUsedClient };
}

function renderResponsible({ responsible }: ApiToken): NativeApiToken['responsible'] {
  if (responsible === null) return null;
  const { id, username, isActive } = responsible;
  return { id, username, active: isActive };
}

function renderSuspension(token: ApiToken): NativeApiToken['suspension'] {
  if (token.state !== 'suspended') return null;
  return { at: token.suspendedAt?.toISOString() ?? null, by: token.suspendedBy, reason: token.suspensionReason };
}

/** An API token with all that the Atlan wire leaves out. */
export function renderNativeToken(token: ApiToken): NativeApiToken {
  const { role, version, state, scopes, requestsPerMinute, mayRotateItself, useCount } = token;
  return {
    ...renderApiToken(token),
    ...{ role, version, state, requestsPerMinute, mayRotateItself, useCount },
    expiresAt: token.expiresAt?.toISOString() ?? null,
    scopes: scopes === null ? null : renderScopes(scopes),
    allowedNetworks: token.allowedNetworks === null ? null : [...token.allowedNetworks],
    responsible: renderResponsible(token),
    isOwnerless: isOwnerless(token),
    suspension: renderSuspension(token),
    lastUsed: renderLastUse(token),
  };
}

function renderScopes({ readOnly, connections, actions }: NonNullable<ApiToken['scopes']>): NativeApiToken['scopes'] {
  return {
    ...(readOnly === undefined ? {} : { readOnly }),
    ...(connections === undefined ? {} : { connections: [...connections] }),
    ...(actions === undefined ? {} : { actions: [...actions] }),
  };
}

/** The answer to create: the record with the secret, the only time it is shown. */
export function renderCreatedNativeToken({ token, secret }: { token: ApiToken; secret: string }): NativeApiToken {
  const record = renderNativeToken(token);
  return { ...record, attributes: { ...record.attributes, accessToken: secret } };
}

/** The answer to a change: the record, and what became of its links. */
export function renderUpdatedNativeToken(token: UpdatedApiToken): UpdatedNativeApiToken {
  return {
    ...renderNativeToken(token),
    linked: token.linked.map(({ qualifiedName }) => qualifiedName),
    unlinked: token.unlinked.map(({ qualifiedName }) => qualifiedName),
  };
}

/** A secret by its public id, without the secret. */
export function renderTokenSecret(secret: TokenSecret): WireSecret {
  const { id, state, createdAt, retiresAt, supersedesId, useCount } = secret;
  return {
    ...{ id, state, supersedesId, useCount },
    createdAt: createdAt.toISOString(),
    retiresAt: retiresAt?.toISOString() ?? null,
    lastUsed: renderLastUse(secret),
  };
}

import type { ApiToken, UpdatedApiToken } from '../../access/index.ts';
import type { ApiTokenRecord, UpdatedApiTokenRecord } from '../../contract/index.ts';
import { neverExpiresSeconds } from '../../identity/index.ts';

/**
 * An API token as the Atlan wire shows it. Numbers are strings of digits because one client accepts nothing else; no expiry
 * is the number that the wire knows for it; all three keys of each persona are filled, in the form that every client reads.
 */
export function renderApiToken(token: ApiToken): ApiTokenRecord {
  const personas = token.personas.map(({ guid, name, qualifiedName }) => ({
    id: guid,
    persona: name,
    personaQualifiedName: qualifiedName,
  }));
  return {
    id: token.id,
    clientId: token.clientId,
    displayName: token.displayName,
    attributes: {
      'access.token.lifespan': String(token.validitySeconds ?? neverExpiresSeconds),
      createdAt: String(token.createdAt.getTime()),
      createdBy: token.createdBy,
      clientId: token.clientId,
      displayName: token.displayName,
      description: token.description,
      personas,
      purposes: [],
      personaQualifiedName: personas,
      workspacePermissions: [],
    },
  };
}

/** The answer to create: the record with the secret, the only time it is shown. */
export function renderCreatedApiToken(created: { readonly token: ApiToken; readonly secret: string }): ApiTokenRecord {
  const record = renderApiToken(created.token);
  return { ...record, attributes: { ...record.attributes, accessToken: created.secret } };
}

/** The answer to update: the record, and which personas the complete set left out and thereby unlinked. */
export function renderUpdatedApiToken(token: UpdatedApiToken): UpdatedApiTokenRecord {
  return { ...renderApiToken(token), unlinked: token.unlinked.map(({ qualifiedName }) => qualifiedName) };
}

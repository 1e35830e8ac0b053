import type { ApiTokenRecord, NativeApiToken, TokenScopes as WireScopes } from '../../contract/index.ts';
import { ClavisError } from '../error.ts';

export interface ApiToken {
  /** The token's guid, as update and delete want it. */
  id: string;
  /** `apikey-<uuid>`. */
  clientId: string;
  /** `service-account-apikey-<uuid>`: how the token is named in admin lists. */
  username: string;
  displayName: string;
  description: string;
  createdAt: Date;
  createdBy: string;
  /** Null: does not expire. */
  expiresAt: Date | null;
  /** Null when the server does not tell, as over the Atlan wire. */
  role: string | null;
  personas: { id: string; name: string; qualifiedName: string }[];
}

/** The ceiling over what role and personas give: no writes, no assets outside these connections, nothing but these actions. */
export type TokenScopes = WireScopes;

/** When, from where and with what something was used last; to the minute. */
export interface LastUse {
  at: Date;
  network: string | null;
  client: string | null;
}

/** Clavis only: all that the Atlan wire cannot tell of a token. */
export interface GovernedToken extends ApiToken {
  role: string;
  /** Grows with every change; what `updateGoverned` holds its change against. */
  version: number;
  state: 'active' | 'suspended' | 'expired';
  scopes: TokenScopes | null;
  /** CIDR; null: any network. */
  allowedNetworks: string[] | null;
  /** Null: the workspace's limit. */
  requestsPerMinute: number | null;
  mayRotateItself: boolean;
  /** The person who answers for it. */
  responsible: { id: string; username: string; active: boolean } | null;
  /** Nobody who could act answers for it. */
  isOwnerless: boolean;
  suspension: { at: Date | null; by: string | null; reason: string | null } | null;
  lastUsed: LastUse | null;
  useCount: number;
}

/** This and everything above it is how the Atlan wire says "never expires". */
const neverExpiresSeconds = 409_968_000;

function expiryOf(createdAt: Date, lifespan: string | undefined): Date | null {
  const seconds = Number(lifespan ?? NaN);
  if (!Number.isFinite(seconds) || seconds < 0 || seconds >= neverExpiresSeconds) return null;
  return new Date(createdAt.getTime() + seconds * 1000);
}

function personasOf(value: unknown): ApiToken['personas'] {
  // COMPAT: Atlan answers reads with the list as JSON inside a string.
  const list: unknown = typeof value === 'string' && value.startsWith('[') ? JSON.parse(value) : value;
  if (!Array.isArray(list)) return [];
  return list.map((item: unknown) => {
    if (typeof item === 'string') return { id: '', name: '', qualifiedName: item };
    const entry = item as { id?: string; persona?: string; personaQualifiedName?: string };
    return { id: entry.id ?? '', name: entry.persona ?? '', qualifiedName: entry.personaQualifiedName ?? '' };
  });
}

export function readToken(wire: ApiTokenRecord): ApiToken {
  const createdAt = new Date(Number(wire.attributes.createdAt ?? 0));
  return {
    id: wire.id,
    clientId: wire.clientId,
    username: `service-account-${wire.clientId}`,
    displayName: wire.displayName,
    description: wire.attributes.description ?? '',
    createdAt,
    createdBy: wire.attributes.createdBy ?? '',
    expiresAt: expiryOf(createdAt, wire.attributes['access.token.lifespan']),
    role: null,
    personas: personasOf(wire.attributes.personaQualifiedName),
  };
}

export function readTime(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

export function readLastUse(wire: NativeApiToken['lastUsed']): LastUse | null {
  return wire === null ? null : { ...wire, at: new Date(wire.at) };
}

/** Clavis's own routes also tell what the Atlan wire cannot. */
export function readGovernedToken(wire: NativeApiToken): GovernedToken {
  const { role, version, scopes, allowedNetworks, requestsPerMinute, mayRotateItself } = wire;
  const { suspension, responsible, isOwnerless, useCount } = wire;
  return {
    ...readToken(wire),
    ...{ role, version, scopes, allowedNetworks, requestsPerMinute, mayRotateItself },
    ...{ responsible, isOwnerless, useCount },
    // The contract lists the three words; a type cannot.
    state: wire.state as GovernedToken['state'],
    expiresAt: readTime(wire.expiresAt),
    suspension: suspension && { ...suspension, at: readTime(suspension.at) },
    lastUsed: readLastUse(wire.lastUsed),
  };
}

/** The secret in the answer to a creation. */
export function secretOf(wire: ApiTokenRecord): string {
  const secret = wire.attributes.accessToken;
  if (secret !== undefined) return secret;
  throw new ClavisError({
    status: 200,
    code: 'answer_malformed',
    message: 'the server made the token but gave no secret',
  });
}

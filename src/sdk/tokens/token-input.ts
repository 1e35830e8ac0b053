import type { CreateNativeApiTokenRequest, UpdateNativeApiTokenRequest } from '../../contract/index.ts';
import type { ApiToken, GovernedToken, LastUse, TokenScopes } from './api-token.ts';

/** What a token may do beyond the assets that its personas show: nothing, read, the Atlan default, or administer. */
export type TokenRole = NonNullable<CreateNativeApiTokenRequest['role']>;

/** Clavis only: what a token may be used for, from where, how often, and whether it may replace its own secret. */
export interface TokenTerms {
  /** Null: no ceiling. */
  scopes?: TokenScopes | null;
  /** CIDR, IPv4 or IPv6; null: any network. */
  allowedNetworks?: readonly string[] | null;
  /** Null: the workspace's limit. */
  requestsPerMinute?: number | null;
  mayRotateItself?: boolean;
}

export interface TokenInput extends TokenTerms {
  displayName: string;
  description?: string;
  personaQualifiedNames?: readonly string[];
  /** Null or absent: the server's idea of "never". */
  validitySeconds?: number | null;
  /** Clavis only. Absent: the server's default for tokens made over the Atlan wire, or `none` when terms are given. */
  role?: TokenRole;
}

/** `secret` is shown by the server this once; it stores only a digest. */
export interface CreatedToken {
  token: ApiToken;
  secret: string;
}

/** Replaces name, description and personas; what is absent stays as it is. */
export interface TokenChange {
  displayName?: string;
  description?: string;
  personaQualifiedNames?: readonly string[];
}

/** Clavis only: changes what is given and nothing else. */
export interface GovernedTokenChange extends TokenTerms {
  displayName?: string;
  description?: string;
  addPersonas?: readonly string[];
  removePersonas?: readonly string[];
  /** An active person who answers for the token from now on. */
  responsibleUsername?: string;
}

/** The token after a change, and the qualified names of the personas that the change linked and unlinked. */
export interface UpdatedGovernedToken extends GovernedToken {
  linked: string[];
  unlinked: string[];
}

/**
 * A new secret, shown this once. The one before it ends at `retiresAt`, or ten minutes after the first use of the new one
 * when that comes first.
 */
export interface RotatedToken {
  id: string;
  /** Public: ends the secret and opens nothing. */
  secretId: string;
  secret: string;
  predecessor: { id: string; retiresAt: Date } | null;
  /** Of the token, unchanged. */
  expiresAt: Date | null;
}

/** A secret by its public id. `retiring`: it has a successor and still works. */
export interface TokenSecret {
  id: string;
  state: 'live' | 'retiring' | 'retired';
  createdAt: Date;
  /** When it ends or has ended; null: with its token. */
  retiresAt: Date | null;
  supersedesId: string | null;
  lastUsed: LastUse | null;
  useCount: number;
}

export function hasTerms(input: TokenInput): boolean {
  return [input.scopes, input.allowedNetworks, input.requestsPerMinute, input.mayRotateItself].some(
    (term) => term !== undefined,
  );
}

function termsOf({ scopes, allowedNetworks, requestsPerMinute, mayRotateItself }: TokenTerms) {
  return {
    ...(scopes === undefined ? {} : { scopes }),
    ...(allowedNetworks === undefined ? {} : { allowedNetworks: allowedNetworks && [...allowedNetworks] }),
    ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
    ...(mayRotateItself === undefined ? {} : { mayRotateItself }),
  };
}

export function bodyOfCreation(input: TokenInput): CreateNativeApiTokenRequest {
  return {
    displayName: input.displayName,
    description: input.description ?? '',
    role: input.role ?? 'none',
    personaQualifiedNames: [...(input.personaQualifiedNames ?? [])],
    validitySeconds: input.validitySeconds ?? null,
    ...termsOf(input),
  };
}

export function bodyOfChange(change: GovernedTokenChange): UpdateNativeApiTokenRequest {
  const { displayName, description, addPersonas, removePersonas, responsibleUsername } = change;
  return {
    ...(displayName === undefined ? {} : { displayName }),
    ...(description === undefined ? {} : { description }),
    ...(addPersonas === undefined ? {} : { addPersonas: [...addPersonas] }),
    ...(removePersonas === undefined ? {} : { removePersonas: [...removePersonas] }),
    ...(responsibleUsername === undefined ? {} : { responsibleUsername }),
    ...termsOf(change),
  };
}

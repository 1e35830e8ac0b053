import type { RequestOrigin } from './secrets/request-origin.ts';

/**
 * What an actor may be as a whole: `admin`, `member`, `guest` for people and OAuth clients; `admin`, `default`, `read`, `none`
 * for API tokens.
 */
export type Role = 'admin' | 'member' | 'guest' | 'default' | 'read' | 'none';

/** A person, an API token, or an OAuth client. */
export type ActorKind = 'user' | 'token' | 'client';

/**
 * The ceiling over everything a token's role and grants give it; an absent key is no ceiling of that sort.
 * `connections` are qualified names; `actions` are words of the policy language and names of capabilities.
 */
export interface TokenScopes {
  readonly readOnly?: boolean;
  readonly connections?: readonly string[];
  readonly actions?: readonly string[];
}

/** Who acts in another's name (RFC 8693, `act`). */
export interface ActingParty {
  readonly actorId: string;
  readonly username: string;
}

/**
 * An authenticated actor: the only thing other rooms learn about a caller.
 * For an API token `actorId` is its service-account user, `tokenId` the guid of the token, and `username` is
 * `service-account-` followed by `clientId`; an OAuth client is named likewise and has no `tokenId`. `epoch` is the policy
 * epoch the caller was authenticated at. `act` is the client that came with an exchanged token of this actor.
 */
export interface Principal {
  readonly actorId: string;
  readonly kind: ActorKind;
  readonly username: string;
  readonly role: Role;
  readonly tokenId?: string;
  readonly clientId?: string;
  readonly epoch: number;
  /** When the actor was made, where the statement that authenticated it said so. */
  readonly createdAt?: Date;
  readonly scopes?: TokenScopes;
  readonly act?: ActingParty;
  /** Of the request that was authenticated; goes into its audit records. */
  readonly origin?: RequestOrigin;
}

/** What stands before a client id in the username of an API token or OAuth client (Atlan wire, identity of a token). */
export const serviceAccountPrefix = 'service-account-';

interface ActorFacts {
  readonly actorId: string;
  readonly kind: ActorKind;
  readonly username: string;
  readonly role: Role;
  readonly tokenId: string | null;
  readonly epoch: number;
  readonly createdAt?: Date;
  readonly scopes?: TokenScopes | null;
  readonly act?: ActingParty | null;
}

export function principalFrom(facts: ActorFacts): Principal {
  const { actorId, kind, username, role, tokenId, epoch, createdAt, scopes, act } = facts;
  return {
    actorId,
    kind,
    username,
    role,
    epoch,
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(tokenId === null ? {} : { tokenId }),
    ...(kind === 'user' ? {} : { clientId: username.slice(serviceAccountPrefix.length) }),
    ...(scopes ? { scopes } : {}),
    ...(act ? { act } : {}),
  };
}

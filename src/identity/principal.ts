/** What an actor may be as a whole: `admin`, `member`, `guest` for people; `admin`, `default`, `read`, `none` for API tokens. */
export type Role = 'admin' | 'member' | 'guest' | 'default' | 'read' | 'none';

/**
 * An authenticated actor: the only thing other rooms learn about a caller.
 * For an API token `actorId` is its service-account user, `tokenId` the guid of the token, and `username` is
 * `service-account-` followed by `clientId`. `epoch` is the policy epoch the caller was authenticated at.
 */
export interface Principal {
  readonly actorId: string;
  readonly kind: 'user' | 'token';
  readonly username: string;
  readonly role: Role;
  readonly tokenId?: string;
  readonly clientId?: string;
  readonly epoch: number;
  /** When the actor was made, where the statement that authenticated it said so. */
  readonly createdAt?: Date;
}

/** What stands before a client id in the username of an API token (Atlan wire, identity of a token). */
export const serviceAccountPrefix = 'service-account-';

interface ActorFacts {
  readonly actorId: string;
  readonly kind: 'user' | 'token';
  readonly username: string;
  readonly role: Role;
  readonly tokenId: string | null;
  readonly clientId: string | null;
  readonly epoch: number;
  readonly createdAt?: Date;
}

export function principalFrom(facts: ActorFacts): Principal {
  const { actorId, kind, username, role, tokenId, clientId, epoch, createdAt } = facts;
  const common = { actorId, kind, username, role, epoch, ...(createdAt === undefined ? {} : { createdAt }) };
  return tokenId === null || clientId === null ? common : { ...common, tokenId, clientId };
}

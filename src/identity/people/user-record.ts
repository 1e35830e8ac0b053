import { CompiledQuery, sql, type Db, type Tx } from '../../postgres/index.ts';
import type { ActorKind, Principal, Role } from '../principal.ts';
import { rolesOf } from '../roles.ts';

/** A person, or the service account of an API token where one asks about itself. */
export interface UserRecord {
  readonly id: string;
  readonly username: string;
  readonly kind: ActorKind;
  readonly role: Role;
  /** The wire name of the workspace role; `null` for a token without any. */
  readonly workspaceRole: string | null;
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly enabled: boolean;
  readonly firstName: string;
  readonly lastName: string;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly lastLoginAt: Date | null;
  readonly groupCount: number;
  /** Profile lists by name (`designation`, `skills`, …); every value is a list of strings, as on the Atlan wire. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

export type UserRow = Omit<UserRecord, 'workspaceRole'>;

/** Every actor that was not deleted, in the shape of `UserRow`. */
export const userRows = sql<UserRow>`
  SELECT actor.id, actor.username, actor.kind, actor.role, actor.state = 'active' AS enabled,
         actor.created_at AS "createdAt", actor.created_by AS "createdBy",
         account.email, coalesce(account.email_verified, false) AS "emailVerified",
         coalesce(account.first_name, '') AS "firstName", coalesce(account.last_name, '') AS "lastName",
         account.last_login_at AS "lastLoginAt", coalesce(account.attributes, '{}') AS attributes,
         (SELECT count(*) FROM user_group_member AS member WHERE member.actor_id = actor.id) AS "groupCount"
  FROM actor LEFT JOIN local_account AS account ON account.actor_id = actor.id
  WHERE actor.state <> 'deleted'`;

export function userRecordFrom(row: UserRow): UserRecord {
  return { ...row, workspaceRole: rolesOf(row)[0]?.name ?? null };
}

/** What an actor is told about itself (Atlan wire, current user). */
export type CurrentUser = Pick<
  UserRecord,
  'id' | 'username' | 'email' | 'emailVerified' | 'enabled' | 'firstName' | 'lastName' | 'attributes' | 'createdAt'
>;

/** A service account has no profile: all there is to it came with its principal, in the statement that authenticated it. */
function serviceAccountOf(principal: Principal, createdAt: Date): CurrentUser {
  const { actorId: id, username } = principal;
  const profile = { email: null, emailVerified: false, firstName: '', lastName: '', attributes: {} };
  return { id, username, enabled: true, createdAt, ...profile };
}

const currentUserText = `/* prepared: find-current-user */
  SELECT actor.id, actor.username, actor.state = 'active' AS enabled, actor.created_at AS "createdAt", account.email,
         coalesce(account.email_verified, false) AS "emailVerified", coalesce(account.first_name, '') AS "firstName",
         coalesce(account.last_name, '') AS "lastName", coalesce(account.attributes, '{}') AS attributes
  FROM actor LEFT JOIN local_account AS account ON account.actor_id = actor.id
  WHERE actor.state <> 'deleted' AND actor.id = $1`;

/** The record of the caller itself, person or service account; `null` when it was deleted since it authenticated. */
export async function findCurrentUser(db: Db | Tx, principal: Principal): Promise<CurrentUser | null> {
  const { kind, createdAt, actorId } = principal;
  if (kind !== 'user' && createdAt !== undefined) return serviceAccountOf(principal, createdAt);
  const { rows } = await db.executeQuery<CurrentUser>(CompiledQuery.raw(currentUserText, [actorId]));
  return rows[0] ?? null;
}

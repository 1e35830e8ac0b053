import { serviceAccountPrefix } from '../../identity/index.ts';
import { sql, type Db, type Tx } from '../../postgres/index.ts';
import { livingAdmins } from './living-admins.ts';

/** How somebody comes to be admin: as a person, as an API token, as an OAuth client, by a group or by a role. */
export type AdminKind = 'user' | 'token' | 'client' | 'group' | 'role';

/** An entry of the admin lists of a connection. */
export interface ConnectionAdmin {
  readonly kind: AdminKind;
  /** As the lists have it: a username, the name of a group, the id of a role. */
  readonly name: string;
}

/** The same with what people know it by, and whether anybody is behind it. */
export interface ListedConnectionAdmin extends ConnectionAdmin {
  /** The name of a token, client or role, the alias of a group; `null` for people and for what is gone. */
  readonly displayName: string | null;
  /** Removed actors, groups without members and roles without holders admin nothing. */
  readonly isLiving: boolean;
}

/** How an entry of a list of usernames came to be there, of an actor that is gone too. */
export function kindOfUsername(username: string): AdminKind {
  if (!username.startsWith(serviceAccountPrefix)) return 'user';
  return username.startsWith(`${serviceAccountPrefix}oauth-client-`) ? 'client' : 'token';
}

/** Everybody in the admin lists of a connection: people, tokens, clients, groups, roles, each by name. */
export async function listConnectionAdmins(db: Db | Tx, guid: string): Promise<readonly ListedConnectionAdmin[]> {
  const { rows } = await sql<Omit<ListedConnectionAdmin, 'kind'> & { kind: 'actor' | 'group' | 'role' }>`
    WITH living (kind, name) AS (${livingAdmins})
    SELECT entry.subject_kind AS kind, entry.subject AS name,
      coalesce(api_token.display_name, oauth_client.display_name, user_group.alias, role.name) AS "displayName",
      EXISTS (SELECT FROM living WHERE living.kind = entry.subject_kind AND living.name = entry.subject) AS "isLiving"
    FROM connection_admin AS entry
    LEFT JOIN actor ON entry.subject_kind = 'actor' AND actor.username = entry.subject
    LEFT JOIN api_token ON api_token.actor_id = actor.id
    LEFT JOIN oauth_client ON oauth_client.actor_id = actor.id
    LEFT JOIN user_group ON entry.subject_kind = 'group' AND user_group.name = entry.subject
    LEFT JOIN role ON entry.subject_kind = 'role' AND role.id::text = entry.subject
    WHERE entry.connection_guid = ${guid}
    ORDER BY entry.subject_kind, entry.subject`.execute(db);
  return rows.map(({ kind, ...entry }) => ({ ...entry, kind: kind === 'actor' ? kindOfUsername(entry.name) : kind }));
}

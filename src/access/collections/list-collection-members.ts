import { sql, type Db, type Tx } from '../../postgres/index.ts';
import { kindOfUsername, type ConnectionAdmin, type ListedConnectionAdmin } from '../connections/connection-admin.ts';
import { livingAdmins } from '../connections/living-admins.ts';
import { type CollectionLevel } from './collection-policy.ts';

/** An entry of the lists of a collection: a user, API token, OAuth client or group, at one level. */
export interface CollectionEntry extends ConnectionAdmin {
  readonly level: CollectionLevel;
}

export interface ListedCollectionEntry extends ListedConnectionAdmin {
  readonly level: CollectionLevel;
}

/** Everybody in the lists of a collection, editors first, each by name. */
export async function listCollectionMembers(db: Db | Tx, guid: string): Promise<readonly ListedCollectionEntry[]> {
  const { rows } = await sql<Omit<ListedCollectionEntry, 'kind'> & { kind: 'actor' | 'group' }>`
    WITH living (kind, name) AS (${livingAdmins})
    SELECT entry.level, entry.subject_kind AS kind, entry.subject AS name,
      coalesce(api_token.display_name, oauth_client.display_name, user_group.alias) AS "displayName",
      EXISTS (SELECT FROM living WHERE living.kind = entry.subject_kind AND living.name = entry.subject) AS "isLiving"
    FROM collection_member AS entry
    LEFT JOIN actor ON entry.subject_kind = 'actor' AND actor.username = entry.subject
    LEFT JOIN api_token ON api_token.actor_id = actor.id
    LEFT JOIN oauth_client ON oauth_client.actor_id = actor.id
    LEFT JOIN user_group ON entry.subject_kind = 'group' AND user_group.name = entry.subject
    WHERE entry.collection_guid = ${guid}
    ORDER BY entry.level, entry.subject_kind, entry.subject`.execute(db);
  return rows.map(({ kind, ...entry }) => ({ ...entry, kind: kind === 'actor' ? kindOfUsername(entry.name) : kind }));
}

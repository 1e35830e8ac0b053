import { CatalogError, requireNoProblems, type Problem } from '../../foundation/index.ts';
import { bumpPolicyEpoch, keepPeople } from '../../identity/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import { livingAdmins } from '../connections/living-admins.ts';
import { type InTransaction } from '../deps.ts';
import { listMembers, type CollectionMember, type CollectionMembers, type MemberList } from './collection-members.ts';

interface ListedMember extends CollectionMember {
  readonly list: MemberList;
  readonly known: boolean;
  readonly living: boolean;
  readonly listedBefore: boolean;
}

/** What is behind each listed name; a group lives by its members, as among the admins of a connection. */
async function findListed(tx: Tx, members: CollectionMembers): Promise<readonly ListedMember[]> {
  const listed = listMembers(members);
  const column = (read: (member: (typeof listed)[number]) => string) => listed.map(read);
  const { rows } = await sql<ListedMember>`
    WITH listed (level, kind, name, list, place) AS (
      SELECT * FROM unnest(${column(({ level }) => level)}::text[], ${column(({ kind }) => kind)}::text[],
        ${column(({ name }) => name)}::text[], ${column(({ list }) => list)}::text[]) WITH ORDINALITY
    ), living (kind, name) AS (${livingAdmins})
    SELECT listed.level, listed.kind, listed.name, listed.list,
      EXISTS (SELECT FROM living WHERE living.kind = listed.kind AND living.name = listed.name) AS living,
      CASE listed.kind
        WHEN 'actor' THEN EXISTS (SELECT FROM actor WHERE username = listed.name AND state <> 'deleted')
        ELSE EXISTS (SELECT FROM user_group WHERE user_group.name = listed.name)
      END AS known,
      EXISTS (
        SELECT FROM collection_member AS member
        WHERE member.collection_guid = ${members.guid} AND member.level = listed.level
          AND member.subject_kind = listed.kind AND member.subject = listed.name
      ) AS "listedBefore"
    FROM listed ORDER BY listed.place`.execute(tx);
  return rows;
}

function unknownProblems(listed: readonly ListedMember[], pathOf: (list: MemberList) => string): Problem[] {
  return listed
    .filter(({ known, listedBefore }) => !known && !listedBefore)
    .map(({ list, kind, name }) => ({
      path: pathOf(list),
      message: `there is no ${kind === 'actor' ? 'user or api token' : 'group'} \`${name}\``,
    }));
}

/**
 * Makes the lists of a collection what they are given to be, inside the transaction that saves it. `pathOf` says where the request
 * has a list.
 * Throws `field_invalid` for added names that do not exist (a name that was listed before at that level may stay when its actor is
 * gone), `admins_empty` when no living editor would be left.
 */
export async function recordCollectionMembers(
  { tx }: InTransaction,
  members: CollectionMembers,
  pathOf: (list: MemberList) => string = (list) => `attributes.${list}`,
): Promise<void> {
  const { guid, qualifiedName } = members;
  // INVARIANT: whoever makes somebody the last editor of a collection, and whoever removes that one, follow one another.
  await keepPeople(tx);
  const listed = await findListed(tx, members);
  requireNoProblems('field_invalid', unknownProblems(listed, pathOf));
  if (!listed.some(({ level, living }) => level === 'editor' && living)) {
    throw new CatalogError(
      'admins_empty',
      `collection \`${qualifiedName}\` would have no living editor; name at least one in \`${pathOf('adminUsers')}\` or \`${pathOf('adminGroups')}\``,
    );
  }
  await tx.deleteFrom('collection_member').where('collection_guid', '=', guid).execute();
  await tx
    .insertInto('collection_member')
    .values(
      listed.map(({ level, kind, name }) => ({
        ...{ collection_guid: guid, qualified_name: qualifiedName },
        ...{ level, subject_kind: kind, subject: name },
      })),
    )
    .execute();
  await bumpPolicyEpoch(tx);
}

/** Takes a removed actor out of every collection, inside the transaction that changes the assets that show it. */
export async function forgetCollectionMember({ tx }: InTransaction, username: string): Promise<void> {
  await tx
    .deleteFrom('collection_member')
    .where('subject_kind', '=', 'actor')
    .where('subject', '=', username)
    .execute();
  await bumpPolicyEpoch(tx);
}

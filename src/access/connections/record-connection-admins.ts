import { CatalogError, requireNoProblems, type Problem } from '../../foundation/index.ts';
import { bumpPolicyEpoch, keepPeople } from '../../identity/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import { type InTransaction } from '../deps.ts';
import { connectionNameProblem } from '../qualified-names.ts';
import { livingAdmins } from './living-admins.ts';

/** The admin lists of a connection as they are to be: usernames, names of groups, ids of roles. */
export interface ConnectionAdmins {
  readonly guid: string;
  readonly qualifiedName: string;
  readonly adminUsers: readonly string[];
  readonly adminGroups: readonly string[];
  readonly adminRoles: readonly string[];
}

type SubjectKind = 'actor' | 'group' | 'role';

interface ListedAdmin {
  readonly kind: SubjectKind;
  readonly name: string;
  readonly known: boolean;
  readonly living: boolean;
  readonly listedBefore: boolean;
}

const attributeOf: Readonly<Record<SubjectKind, string>> = {
  actor: 'adminUsers',
  group: 'adminGroups',
  role: 'adminRoles',
};

function subjectsOf(admins: ConnectionAdmins): { kind: SubjectKind; name: string }[] {
  const listed = (kind: SubjectKind, names: readonly string[]) => [...new Set(names)].map((name) => ({ kind, name }));
  return [
    ...listed('actor', admins.adminUsers),
    ...listed('group', admins.adminGroups),
    ...listed('role', admins.adminRoles),
  ];
}

/**
 * What is behind each listed name. A group lives by its members and a role by its holders: an empty one admins nothing.
 * Removed actors keep their row, so a name that once was is told apart only by its state.
 */
async function findListed(tx: Tx, admins: ConnectionAdmins): Promise<readonly ListedAdmin[]> {
  const subjects = subjectsOf(admins);
  const { rows } = await sql<ListedAdmin>`
    WITH listed (kind, name, place) AS (
      SELECT * FROM unnest(${subjects.map(({ kind }) => kind)}::text[], ${subjects.map(({ name }) => name)}::text[])
        WITH ORDINALITY
    ), living (kind, name) AS (${livingAdmins})
    SELECT listed.kind, listed.name,
      EXISTS (SELECT FROM living WHERE living.kind = listed.kind AND living.name = listed.name) AS living,
      CASE listed.kind
        WHEN 'actor' THEN EXISTS (SELECT FROM actor WHERE username = listed.name AND state <> 'deleted')
        WHEN 'group' THEN EXISTS (SELECT FROM user_group WHERE user_group.name = listed.name)
        ELSE EXISTS (SELECT FROM role WHERE role.id::text = listed.name)
      END AS known,
      EXISTS (
        SELECT FROM connection_admin
        WHERE connection_guid = ${admins.guid} AND subject_kind = listed.kind AND subject = listed.name
      ) AS "listedBefore"
    FROM listed ORDER BY listed.place`.execute(tx);
  return rows;
}

function unknownProblems(listed: readonly ListedAdmin[]): Problem[] {
  return listed
    .filter(({ known, listedBefore }) => !known && !listedBefore)
    .map(({ kind, name }) => ({
      path: `attributes.${attributeOf[kind]}`,
      message: `there is no ${kind === 'actor' ? 'user or api token' : kind} \`${name}\``,
    }));
}

/** SECURITY: a second connection of the same name would make its creator admin of everything the first one covers. */
async function requireFreeName(tx: Tx, { guid, qualifiedName }: ConnectionAdmins): Promise<void> {
  const other = await tx
    .selectFrom('connection_admin')
    .select('connection_guid')
    .where('qualified_name', '=', qualifiedName)
    .where('connection_guid', '!=', guid)
    .limit(1)
    .executeTakeFirst();
  if (other === undefined) return;
  throw new CatalogError('already_exists', `there is a connection \`${qualifiedName}\` already`);
}

/**
 * Makes the admin lists of a connection what they are given to be, inside the transaction that saves the connection.
 * Throws `field_invalid` for a qualified name that is no connection's and for added names that do not exist (a name
 * that was listed before may stay when its actor is gone), `already_exists` when another connection has the qualified name,
 * `admins_empty` when no living admin would be left.
 */
export async function recordConnectionAdmins({ tx }: InTransaction, admins: ConnectionAdmins): Promise<void> {
  const nameProblem = connectionNameProblem(admins.qualifiedName);
  // INVARIANT: whoever makes somebody the last admin of a connection, and whoever removes that one, follow one another.
  await keepPeople(tx);
  const listed = await findListed(tx, admins);
  requireNoProblems('field_invalid', [
    ...(nameProblem === null ? [] : [{ path: 'attributes.qualifiedName', message: nameProblem }]),
    ...unknownProblems(listed),
  ]);
  await requireFreeName(tx, admins);
  if (!listed.some(({ living }) => living)) {
    throw new CatalogError(
      'admins_empty',
      `connection \`${admins.qualifiedName}\` would have no living admin; name at least one in \`adminUsers\`, \`adminGroups\` or \`adminRoles\``,
    );
  }
  await tx.deleteFrom('connection_admin').where('connection_guid', '=', admins.guid).execute();
  await tx
    .insertInto('connection_admin')
    .values(
      listed.map(({ kind, name }) => ({
        connection_guid: admins.guid,
        qualified_name: admins.qualifiedName,
        subject_kind: kind,
        subject: name,
      })),
    )
    .execute();
  await bumpPolicyEpoch(tx);
}

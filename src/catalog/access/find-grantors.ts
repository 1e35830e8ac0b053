import { hasCapability } from '../../access/index.ts';
import { sql } from '../../postgres/index.ts';
import type { AssetRow } from '../entities/asset-row.ts';
import { findAssetsByName } from '../entities/asset-store.ts';
import type { Asker } from './asker.ts';

/** Who could give what is missing: usernames, and entries such as `group data_team` as the connection lists them. */
export interface Grantors {
  /** Absent when the asker may not read the connection, or there is none. */
  readonly connectionAdmins?: readonly string[];
  /** People with the role `admin`; absent when the asker may not look at people. */
  readonly workspaceOwners?: readonly string[];
}

/** At most so many of each are named. */
const namesMax = 50;

async function connectionAdmins({ tx, authority }: Asker, qualifiedName: string): Promise<readonly string[] | null> {
  const rows = await findAssetsByName(tx, [qualifiedName]);
  const connection = rows.find(({ typeName }) => typeName === 'Connection');
  if (connection === undefined || !authority.may('asset.read', connection)) return null;
  const admins = await sql<{ subject: string }>`
    SELECT CASE subject_kind WHEN 'actor' THEN subject
      ELSE subject_kind || ' ' || coalesce((SELECT name FROM role WHERE role.id::text = subject), subject) END AS subject
    FROM connection_admin WHERE connection_guid = ${connection.guid} ORDER BY 1 LIMIT ${namesMax}`.execute(tx);
  return admins.rows.map(({ subject }) => subject);
}

/** Who could let somebody do something to this asset. */
export async function findGrantors(asker: Asker, row: AssetRow): Promise<Grantors> {
  const { connectionQualifiedName } = row;
  const admins = connectionQualifiedName === null ? null : await connectionAdmins(asker, connectionQualifiedName);
  if (!hasCapability(asker.authority.facts.principal, 'user.read')) {
    return admins === null ? {} : { connectionAdmins: admins };
  }
  const owners = await asker.tx
    .selectFrom('actor')
    .select('username')
    .where('kind', '=', 'user')
    .where('role', '=', 'admin')
    .where('state', '=', 'active')
    .orderBy('username')
    .limit(namesMax)
    .execute();
  return {
    ...(admins !== null && { connectionAdmins: admins }),
    workspaceOwners: owners.map(({ username }) => username),
  };
}

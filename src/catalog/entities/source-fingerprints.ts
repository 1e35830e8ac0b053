import type { Principal } from '../../identity/index.ts';
import { readSnapshot, sql, type Db, type RawBuilder, type Tx } from '../../postgres/index.ts';
import type { CatalogDeps, CatalogTxDeps } from '../deps.ts';
import { findAuthorizedAssets } from './asset-store.ts';
import { gatherAuthority } from './authority.ts';

/** An asset of a source with all that belongs to it, such as a table with its columns. */
export interface SourceGroup {
  /** The asset itself first; each named once. */
  readonly members: readonly { readonly typeName: string; readonly qualifiedName: string }[];
  /** Digest of everything that the source says of them. */
  readonly source: string;
}

/**
 * `unknown`: there is no such asset, or it is archived, or not for the actor to read. `unchanged`: the source says what it said when the
 * asset was last saved for it, and everything in the group is stored as it was stored then.
 */
export type SourceState = 'unknown' | 'changed' | 'unchanged';

/**
 * One row for every group of which the first asset is active: its guid, and a digest of guids and versions of those that are active.
 * Every change of an asset raises its version, and what was purged and made again has another guid; so whoever changed, archived
 * or took away one of them has changed the digest.
 */
function digests(groups: readonly SourceGroup[]): RawBuilder<unknown> {
  const members = groups.flatMap((group, place) =>
    group.members.map((member, index) => ({ ...member, place, isFirst: index === 0 })),
  );
  return sql`
    SELECT member.place, (max(asset.guid::text) FILTER (WHERE member.is_first))::uuid AS guid,
      count(*) || ' ' || bit_xor(hashtextextended(asset.guid || ' ' || asset.version, 0)) AS stored
    FROM unnest(
      ${members.map(({ place }) => place)}::int[], ${members.map(({ isFirst }) => isFirst)}::bool[],
      ${members.map(({ typeName }) => typeName)}::text[], ${members.map(({ qualifiedName }) => qualifiedName)}::text[]
    ) AS member (place, is_first, type_name, qualified_name)
    -- By the qualified name and nothing else, whatever the planner believes of a catalog that is just being filled.
    CROSS JOIN LATERAL (
      SELECT one.guid, one.version, one.type_name, one.state FROM asset AS one
      WHERE one.qualified_name = member.qualified_name OFFSET 0
    ) AS asset
    WHERE asset.type_name = member.type_name AND asset.state = 'ACTIVE'
    GROUP BY member.place
    HAVING bool_or(member.is_first)`;
}

interface Compared {
  readonly place: number;
  readonly guid: string;
  readonly isUnchanged: boolean;
}

async function compare(db: Db | Tx, groups: readonly SourceGroup[]): Promise<readonly Compared[]> {
  const sources = groups.map(({ source }) => source);
  const { rows } = await sql<Compared>`
    SELECT digest.place, digest.guid,
      coalesce(known.stored = digest.stored AND known.source = (${sources}::text[])[digest.place + 1], false) AS "isUnchanged"
    FROM (${digests(groups)}) AS digest LEFT JOIN source_fingerprint AS known ON known.asset_guid = digest.guid`.execute(
    db,
  );
  return rows;
}

/**
 * How each group stands to what is stored, in the order given; three statements, however many groups.
 * SECURITY: a group is judged by its first asset. What the actor may not read of the others shows only as the group having changed.
 */
export async function compareWithSource(
  deps: CatalogDeps,
  principal: Principal,
  groups: readonly SourceGroup[],
): Promise<readonly SourceState[]> {
  if (groups.length === 0) return [];
  return readSnapshot(deps.db, async (db) => {
    const compared = await compare(db, groups);
    const authority = await gatherAuthority(deps, db, principal);
    const guids = compared.map(({ guid }) => guid);
    const rows = await findAuthorizedAssets(db, guids);
    const readable = new Set(rows.filter((row) => authority.may('asset.read', row)).map(({ guid }) => guid));
    const states = groups.map((): SourceState => 'unknown');
    for (const { place, guid, isUnchanged } of compared) {
      if (readable.has(guid)) states[place] = isUnchanged ? 'unchanged' : 'changed';
    }
    return states;
  });
}

/**
 * Remembers what the source said of groups that were saved for it in this transaction, so that `compareWithSource` finds them
 * unchanged until the source or what is stored changes. Called after the save: later changes of other transactions wait for its rows.
 */
export async function rememberSourceIn({ tx }: CatalogTxDeps, groups: readonly SourceGroup[]): Promise<void> {
  if (groups.length === 0) return;
  const sources = groups.map(({ source }) => source);
  await sql`
    INSERT INTO source_fingerprint (asset_guid, source, stored)
    SELECT digest.guid, (${sources}::text[])[digest.place + 1], digest.stored FROM (${digests(groups)}) AS digest
    ON CONFLICT (asset_guid) DO UPDATE SET source = excluded.source, stored = excluded.stored`.execute(tx);
}

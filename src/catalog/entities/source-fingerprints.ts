import type { Principal } from '../../identity/index.ts';
import { readSnapshot, sql, type Db, type RawBuilder, type Tx } from '../../postgres/index.ts';
import type { CatalogDeps, CatalogTxDeps } from '../deps.ts';
import { findAuthorizedAssets } from './asset-store.ts';
import { gatherAuthority } from './authority.ts';

/** An asset as its source lists it. */
export interface SourceItem {
  readonly typeName: string;
  readonly qualifiedName: string;
  /** Digest of everything that the source says of it and of what belongs to it, such as the columns of a table. */
  readonly source: string;
}

/** The same with all that belongs to it. */
export interface SourceGroup extends SourceItem {
  /** The asset itself and the others; each named once. */
  readonly members: readonly { readonly typeName: string; readonly qualifiedName: string }[];
}

/**
 * `unknown`: there is no such asset, or it is archived, or not for the actor to read. `unchanged`: the source says what it said when the
 * asset was last saved for it, and everything in the group, so many `members`, is stored as it was stored then.
 */
export type SourceState =
  { readonly state: 'unknown' | 'changed' } | { readonly state: 'unchanged'; readonly members: number };

/**
 * Digest of guids and versions of assets that are active. Every change of an asset raises its version, and what was purged and made again has
 * another guid; so whoever changed, archived or took away one of them has changed the digest.
 */
const digestOfStored = sql`count(*) || ' ' || bit_xor(uuid_hash_extended(asset.guid, asset.version))`;

/** By the qualified name and nothing else, whatever the planner believes of a catalog that is just being filled. */
const assetNamed = (name: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  LATERAL (
    SELECT one.guid, one.version, one.type_name, one.state FROM asset AS one WHERE one.qualified_name = ${name} OFFSET 0
  ) AS asset`;

interface Compared {
  readonly place: number;
  readonly guid: string;
  readonly isUnchanged: boolean;
  readonly members: number;
}

async function compare(db: Db | Tx, items: readonly SourceItem[]): Promise<readonly Compared[]> {
  const { rows } = await sql<Compared>`
    SELECT (listed.place - 1)::int AS place, asset.guid, coalesce(known.stored = now.stored, false) AS "isUnchanged",
      coalesce(cardinality(known.members), 0) AS members
    FROM unnest(
      ${items.map(({ typeName }) => typeName)}::text[], ${items.map(({ qualifiedName }) => qualifiedName)}::text[],
      ${items.map(({ source }) => source)}::text[]
    ) WITH ORDINALITY AS listed (type_name, qualified_name, source, place)
    CROSS JOIN ${assetNamed(sql`listed.qualified_name`)}
    LEFT JOIN source_fingerprint AS known ON known.asset_guid = asset.guid AND known.source = listed.source
    LEFT JOIN LATERAL (
      SELECT ${digestOfStored} AS stored FROM unnest(known.members) AS member (guid)
      CROSS JOIN LATERAL (
        SELECT one.guid, one.version, one.state FROM asset AS one WHERE one.guid = member.guid OFFSET 0
      ) AS asset
      WHERE asset.state = 'ACTIVE'
    ) AS now ON known.members IS NOT NULL
    WHERE asset.type_name = listed.type_name AND asset.state = 'ACTIVE'`.execute(db);
  return rows;
}

/**
 * How each item stands to what is stored, in the order given; three statements, however many items.
 * SECURITY: a group is judged by the asset itself. What the actor may not read of the others shows only as the group having changed.
 */
export async function compareWithSource(
  deps: CatalogDeps,
  principal: Principal,
  items: readonly SourceItem[],
): Promise<readonly SourceState[]> {
  if (items.length === 0) return [];
  return readSnapshot(deps.db, async (db) => {
    const compared = await compare(db, items);
    const authority = await gatherAuthority(deps, db, principal);
    const guids = compared.map(({ guid }) => guid);
    const rows = await findAuthorizedAssets(db, guids);
    const readable = new Set(rows.filter((row) => authority.may('asset.read', row)).map(({ guid }) => guid));
    const states = items.map((): SourceState => ({ state: 'unknown' }));
    for (const { place, guid, isUnchanged, members } of compared) {
      if (readable.has(guid)) states[place] = isUnchanged ? { state: 'unchanged', members } : { state: 'changed' };
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
  const members = groups.flatMap((group, place) =>
    group.members.map(({ typeName, qualifiedName }) => {
      const isItself = typeName === group.typeName && qualifiedName === group.qualifiedName;
      return { typeName, qualifiedName, place, isItself };
    }),
  );
  const sources = groups.map(({ source }) => source);
  await sql`
    INSERT INTO source_fingerprint (asset_guid, source, stored, members)
    SELECT (max(asset.guid::text) FILTER (WHERE member.is_itself))::uuid, (${sources}::text[])[member.place + 1],
      ${digestOfStored}, array_agg(asset.guid)
    FROM unnest(
      ${members.map(({ place }) => place)}::int[], ${members.map(({ isItself }) => isItself)}::bool[],
      ${members.map(({ typeName }) => typeName)}::text[], ${members.map(({ qualifiedName }) => qualifiedName)}::text[]
    ) AS member (place, is_itself, type_name, qualified_name)
    CROSS JOIN ${assetNamed(sql`member.qualified_name`)}
    WHERE asset.type_name = member.type_name AND asset.state = 'ACTIVE'
    GROUP BY member.place
    HAVING bool_or(member.is_itself)
    ON CONFLICT (asset_guid) DO UPDATE SET source = excluded.source, stored = excluded.stored, members = excluded.members`.execute(
    tx,
  );
}

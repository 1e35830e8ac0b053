import { type JsonObject } from '../../foundation/index.ts';
import { copyRows, sql, type CopyTarget, type Db, type Tx } from '../../postgres/index.ts';
import type { AssetState, AuthorizedAsset } from '../entities/asset-row.ts';
import { selectHost } from '../entities/host-column.ts';
import type { TagFlags } from './tag-request.ts';
import { renderTagText } from './tag-text.ts';

/** A tag that was put on an asset itself. */
export interface DirectTag {
  readonly assetGuid: string;
  /** Internal name. */
  readonly name: string;
  readonly flags: TagFlags;
  /** Values of the tag's attributes, by their internal names. */
  readonly attributes: JsonObject;
}

const flagColumns = sql`jsonb_build_object(
  'propagate', tag.propagate, 'removePropagationsOnEntityDelete', tag.remove_propagations_on_delete,
  'restrictPropagationThroughLineage', tag.restrict_lineage,
  'restrictPropagationThroughHierarchy', tag.restrict_hierarchy) AS flags`;

/** The tags that were put on these assets themselves. */
export async function findDirectTags(db: Db | Tx, guids: readonly string[]): Promise<DirectTag[]> {
  if (guids.length === 0) return [];
  const { rows } = await sql<DirectTag>`
    SELECT tag.asset_guid AS "assetGuid", tag.tag_name AS name, ${flagColumns}, tag.attributes
    FROM asset_tag AS tag WHERE tag.asset_guid = ANY(${guids}::uuid[])`.execute(db);
  return rows;
}

/** A tag as an asset carries it: put on itself, or on the `source` it comes from. */
export interface CarriedTag extends DirectTag {
  /** The asset that it was put on. */
  readonly source: AuthorizedAsset & { readonly guid: string; readonly state: AssetState };
}

/** Every tag of these assets, own ones first, by name. */
export async function findCarriedTags(db: Db | Tx, guids: readonly string[]): Promise<CarriedTag[]> {
  if (guids.length === 0) return [];
  const { rows } = await sql<CarriedTag>`/* prepared: find-carried-tags */
    SELECT carried.asset_guid AS "assetGuid", carried.tag_name AS name, ${flagColumns}, tag.attributes,
      jsonb_build_object('guid', source.guid, 'state', source.state, 'typeName', source.type_name,
        'qualifiedName', source.qualified_name, 'connectionQualifiedName', source.connection_qualified_name,
        'createdBy', source.created_by, 'directTagNames', source.direct_tag_names,
        'propagatedTagNames', source.propagated_tag_names, 'host', source.host) AS source
    FROM (
      SELECT asset_guid, tag_name, asset_guid AS source_guid FROM asset_tag WHERE asset_guid = ANY(${guids}::uuid[])
      UNION ALL
      SELECT asset_guid, tag_name, source_guid FROM asset_propagated_tag WHERE asset_guid = ANY(${guids}::uuid[])
    ) AS carried
    JOIN asset_tag AS tag ON tag.asset_guid = carried.source_guid AND tag.tag_name = carried.tag_name
    JOIN (SELECT asset.*, ${selectHost('asset')} FROM asset) AS source ON source.guid = carried.source_guid
    ORDER BY carried.asset_guid = carried.source_guid DESC, carried.tag_name, carried.source_guid`.execute(db);
  return rows;
}

interface TagKey {
  readonly assetGuid: string;
  readonly name: string;
}

async function deleteDirectTags(tx: Tx, tags: readonly TagKey[]): Promise<void> {
  if (tags.length === 0) return;
  await sql`
    DELETE FROM asset_tag AS tag
    USING unnest(${tags.map((it) => it.assetGuid)}::uuid[], ${tags.map((it) => it.name)}::text[]) AS gone (asset_guid, tag_name)
    WHERE tag.asset_guid = gone.asset_guid AND tag.tag_name = gone.tag_name`.execute(tx);
}

const newTags: CopyTarget<DirectTag> = {
  table: 'asset_tag',
  columns: {
    asset_guid: (tag) => tag.assetGuid,
    tag_name: (tag) => tag.name,
    propagate: ({ flags }) => String(flags.propagate),
    remove_propagations_on_delete: ({ flags }) => String(flags.removePropagationsOnEntityDelete),
    restrict_lineage: ({ flags }) => String(flags.restrictPropagationThroughLineage),
    restrict_hierarchy: ({ flags }) => String(flags.restrictPropagationThroughHierarchy),
    attributes: (tag) => tag.attributes,
    search_text: (tag) => renderTagText(tag.name, tag.attributes),
  },
};

/** Makes tags of assets these, and takes others off. The caller holds the assets, and refreshes their names after. */
export async function writeDirectTags(
  tx: Tx,
  { written, removed }: { written: readonly DirectTag[]; removed: readonly TagKey[] },
): Promise<void> {
  await deleteDirectTags(tx, [...written, ...removed]);
  await copyRows(tx, newTags, written);
}

/** Removes every tag of assets that are being removed. */
export async function deleteTagsOf(tx: Tx, guids: readonly string[]): Promise<void> {
  await sql`DELETE FROM asset_tag WHERE asset_guid = ANY(${guids}::uuid[])`.execute(tx);
  await sql`DELETE FROM asset_propagated_tag WHERE asset_guid = ANY(${guids}::uuid[])`.execute(tx);
}

/** A tag that has reached an asset from another one. */
export interface Arrival {
  readonly guid: string;
  readonly source: string;
  /** Internal name. */
  readonly name: string;
}

/** A tag that an asset has of its own now. */
export type KeptTag = Pick<Arrival, 'guid' | 'name'>;

const newArrivals: CopyTarget<Arrival> = {
  table: 'asset_propagated_tag',
  columns: {
    asset_guid: (arrival) => arrival.guid,
    tag_name: (arrival) => arrival.name,
    source_guid: (arrival) => arrival.source,
  },
};

/** The caller holds the assets, and refreshes their names after. */
export async function writeArrivals(
  tx: Tx,
  { added, removed }: { added: readonly Arrival[]; removed: readonly Arrival[] },
): Promise<void> {
  if (removed.length > 0) {
    const { guids, names, sources } = columnsOf(removed);
    await sql`
      DELETE FROM asset_propagated_tag AS known
      USING unnest(${guids}::uuid[], ${names}::text[], ${sources}::uuid[]) AS gone (asset_guid, tag_name, source_guid)
      WHERE known.asset_guid = gone.asset_guid AND known.tag_name = gone.tag_name
        AND known.source_guid = gone.source_guid`.execute(tx);
  }
  await copyRows(tx, newArrivals, added);
}

/** Arrivals as the lists that `unnest` takes. */
export function columnsOf(arrivals: readonly Arrival[]): { guids: string[]; names: string[]; sources: string[] } {
  return {
    guids: arrivals.map(({ guid }) => guid),
    names: arrivals.map(({ name }) => name),
    sources: arrivals.map(({ source }) => source),
  };
}

/** The names of an asset's tags; sorted, none twice. */
export interface TagNames {
  readonly guid: string;
  readonly directTagNames: readonly string[];
  readonly propagatedTagNames: readonly string[];
}

const namesOfWanted = sql`
  ARRAY(SELECT tag_name FROM asset_tag WHERE asset_guid = wanted.guid ORDER BY tag_name) AS "directTagNames",
  ARRAY(SELECT DISTINCT tag_name FROM asset_propagated_tag WHERE asset_guid = wanted.guid ORDER BY tag_name)
    AS "propagatedTagNames"`;

/** What the names will be once they are refreshed. */
export async function findTagNames(tx: Tx, guids: readonly string[]): Promise<TagNames[]> {
  const { rows } = await sql<TagNames>`
    SELECT wanted.guid, ${namesOfWanted} FROM unnest(${guids}::uuid[]) AS wanted (guid)`.execute(tx);
  return rows;
}

/**
 * Brings the names on the assets in line with their tags. INVARIANT: the only place that writes them. Grows the version, so that a
 * save that was judged by the older tags is judged again; when and by whom an asset was changed stays.
 */
export async function refreshTagNames(tx: Tx, guids: readonly string[]): Promise<void> {
  await sql`
    UPDATE asset SET direct_tag_names = names."directTagNames", propagated_tag_names = names."propagatedTagNames",
      version = asset.version + 1
    FROM (SELECT wanted.guid, ${namesOfWanted} FROM unnest(${guids}::uuid[]) AS wanted (guid)) AS names
    WHERE asset.guid = names.guid
      AND (asset.direct_tag_names <> names."directTagNames" OR asset.propagated_tag_names <> names."propagatedTagNames")`.execute(
    tx,
  );
}

/** An asset whose tags are about to change, held. */
export type TaggedAsset = AuthorizedAsset & { readonly guid: string };

/** Takes the rows until the transaction ends, in the order in which every save takes them; a guid without a row is left out. */
export async function lockTagged(tx: Tx, guids: readonly string[]): Promise<TaggedAsset[]> {
  const { rows } = await sql<TaggedAsset>`
    SELECT guid, type_name AS "typeName", qualified_name AS "qualifiedName", created_by AS "createdBy",
      connection_qualified_name AS "connectionQualifiedName", direct_tag_names AS "directTagNames",
      propagated_tag_names AS "propagatedTagNames", ${selectHost('asset')}
    FROM asset WHERE guid = ANY(${guids}::uuid[]) ORDER BY guid FOR UPDATE`.execute(tx);
  return rows;
}

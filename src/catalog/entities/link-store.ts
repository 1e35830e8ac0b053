import type { JsonObject } from '../../foundation/index.ts';
import { copyRows, sql, type CopyTarget, type Db, type RawBuilder, type Tx } from '../../postgres/index.ts';
import type { AssetHost } from './asset-row.ts';
import { selectHost } from './host-column.ts';

/** One stored link. Of a link without direction `end1` is the smaller guid. */
export interface Link {
  readonly guid: string;
  /** Name of the relationship definition. */
  readonly typeName: string;
  readonly end1: string;
  readonly end2: string;
  readonly attributes: JsonObject;
}

/** Links of one definition that have this guid at this end. */
export interface LinkProbe {
  readonly typeName: string;
  readonly end: 'end1' | 'end2';
  readonly guid: string;
}

const linkColumns = sql`
  link.guid, link.type_name AS "typeName", link.end1_guid AS "end1", link.end2_guid AS "end2", link.attributes`;

/** All links that one of the probes names, each once. */
export async function findLinks(db: Db | Tx, probes: readonly LinkProbe[]): Promise<Link[]> {
  if (probes.length === 0) return [];
  const at = (end: LinkProbe['end']) => probes.filter((probe) => probe.end === end);
  const [first, second] = [at('end1'), at('end2')];
  const { rows } = await sql<Link>`
    SELECT ${linkColumns}
    FROM unnest(${first.map((it) => it.typeName)}::text[], ${first.map((it) => it.guid)}::uuid[]) AS probe (type_name, guid)
    JOIN relationship AS link ON link.end1_guid = probe.guid AND link.type_name = probe.type_name
    UNION
    SELECT ${linkColumns}
    FROM unnest(${second.map((it) => it.typeName)}::text[], ${second.map((it) => it.guid)}::uuid[]) AS probe (type_name, guid)
    JOIN relationship AS link ON link.end2_guid = probe.guid AND link.type_name = probe.type_name`.execute(db);
  return rows;
}

/** A link as one of its ends sees it, with what a reference shows of the other end. */
export interface LinkedAsset {
  readonly linkGuid: string;
  readonly relationship: string;
  readonly self: string;
  /** Which end the asking asset is. */
  readonly selfEnd: 'end1' | 'end2';
  readonly linkAttributes: JsonObject;
  readonly guid: string;
  readonly typeName: string;
  readonly qualifiedName: string;
  readonly name: string;
  readonly state: 'ACTIVE' | 'DELETED';
  readonly connectionQualifiedName: string | null;
  readonly createdBy: string;
  readonly directTagNames: readonly string[];
  readonly propagatedTagNames: readonly string[];
  readonly host: AssetHost | null;
}

/** What is selected of a link that is `seen` from one end and leads to the `other` asset. */
const linkedColumns = sql`
  seen.*, other.guid, other.type_name AS "typeName", other.qualified_name AS "qualifiedName", other.name,
  other.state, other.connection_qualified_name AS "connectionQualifiedName", other.created_by AS "createdBy",
  other.direct_tag_names AS "directTagNames", other.propagated_tag_names AS "propagatedTagNames", ${selectHost('other')}`;

/**
 * SQL of one json list: the links of the row of `asset` of the statement in which it stands, as `findLinkedAssets` gives them; of these
 * definitions only, when given. Of fixed form.
 */
export function linkedColumn(relationships: readonly string[] | null): RawBuilder<LinkedAsset[]> {
  // Behind a `SELECT`, where the planner does not look: it would plan anew for each value, which takes longer than the reading.
  const list = sql`(SELECT ${relationships}::text[])`;
  const only = sql`(${list} IS NULL OR link.type_name = ANY(${list}::text[]))`;
  return sql<LinkedAsset[]>`(
    SELECT coalesce(json_agg(row_to_json(linked) ORDER BY linked.name, linked.guid), '[]') FROM (
      SELECT ${linkedColumns} FROM (
        SELECT link.guid AS "linkGuid", link.type_name AS relationship, link.end1_guid AS self, 'end1' AS "selfEnd",
          link.end2_guid AS other_guid, link.attributes AS "linkAttributes"
        FROM relationship AS link WHERE link.end1_guid = asset.guid AND ${only}
        UNION ALL
        SELECT link.guid, link.type_name, link.end2_guid, 'end2', link.end1_guid, link.attributes
        FROM relationship AS link WHERE link.end2_guid = asset.guid AND ${only}
      ) AS seen JOIN asset AS other ON other.guid = seen.other_guid
    ) AS linked)`;
}

/** Every link of these assets (of these definitions only, when given), in the order of the other ends' names. */
export async function findLinkedAssets(
  db: Db | Tx,
  guids: readonly string[],
  relationships?: readonly string[],
): Promise<LinkedAsset[]> {
  if (guids.length === 0) return [];
  // Not `ANY` of the lists themselves: the planner would count their members and plan anew for each, which takes longer than the reading.
  const among = sql`ANY(ARRAY(SELECT unnest(${guids}::uuid[])))`;
  const only =
    relationships === undefined ? sql`` : sql`AND link.type_name = ANY(ARRAY(SELECT unnest(${relationships}::text[])))`;
  const marker = sql.raw(relationships === undefined ? '/* prepared: find-links */' : '/* prepared: find-links-of */');
  const { rows } = await sql<LinkedAsset>`${marker}
    SELECT ${linkedColumns}
    FROM (
      SELECT link.guid AS "linkGuid", link.type_name AS relationship, link.end1_guid AS self, 'end1' AS "selfEnd",
        link.end2_guid AS other_guid, link.attributes AS "linkAttributes"
      FROM relationship AS link WHERE link.end1_guid = ${among} ${only}
      UNION ALL
      SELECT link.guid, link.type_name, link.end2_guid, 'end2', link.end1_guid, link.attributes
      FROM relationship AS link WHERE link.end2_guid = ${among} ${only}
    ) AS seen
    JOIN asset AS other ON other.guid = seen.other_guid
    ORDER BY other.name, other.guid`.execute(db);
  return rows;
}

const newLinks: CopyTarget<Link> = {
  table: 'relationship',
  columns: {
    guid: (link) => link.guid,
    type_name: (link) => link.typeName,
    end1_guid: (link) => link.end1,
    end2_guid: (link) => link.end2,
    attributes: (link) => link.attributes,
  },
};

/** INVARIANT: the caller holds the rows of both ends, or has just inserted them. */
export async function insertLinks(tx: Tx, links: readonly Link[]): Promise<void> {
  await copyRows(tx, newLinks, links);
}

export async function deleteLinks(tx: Tx, links: readonly Link[]): Promise<void> {
  if (links.length === 0) return;
  await sql`
    DELETE FROM relationship AS link
    USING unnest(${links.map((it) => it.typeName)}::text[], ${links.map((it) => it.end1)}::uuid[],
      ${links.map((it) => it.end2)}::uuid[]) AS gone (type_name, end1, end2)
    WHERE link.end1_guid = gone.end1 AND link.type_name = gone.type_name AND link.end2_guid = gone.end2`.execute(tx);
}

/** Removes every link at these assets and gives those there were. */
export async function deleteLinksAt(tx: Tx, guids: readonly string[]): Promise<Link[]> {
  if (guids.length === 0) return [];
  const { rows } = await sql<Link>`
    DELETE FROM relationship AS link WHERE link.end1_guid = ANY(${guids}::uuid[]) OR link.end2_guid = ANY(${guids}::uuid[])
    RETURNING ${linkColumns}`.execute(tx);
  return rows;
}

import { sql, type RawBuilder, type Tx } from '../../postgres/index.ts';
import type { TagRoad, TagRoads } from './tag-roads.ts';
import { columnsOf, type Arrival } from './tag-store.ts';

/** What changed of the ways that tags take. Everything here is written already, and the assets at it are held. */
export interface RoadWorks {
  readonly opened: readonly TagRoad[];
  readonly cut: readonly TagRoad[];
  /** Assets that pass on tags again: they were archived and came back. */
  readonly resumed: readonly string[];
  /** Assets that pass on no more: they are archived now. */
  readonly halted: readonly string[];
  /** Tags of an asset of its own that are new, gone, or go another way. */
  readonly rerouted: readonly { readonly guid: string; readonly name: string }[];
}

/** The ways out of the asset that `guid` is, as rows of `(head, type_name)`. */
function waysOut({ down, up }: TagRoads, guid: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    LATERAL (
      SELECT link.end2_guid AS head, link.type_name FROM relationship AS link
      WHERE link.end1_guid = ${guid} AND link.type_name = ANY(${down}::text[])
      UNION ALL
      SELECT link.end1_guid, link.type_name FROM relationship AS link
      WHERE link.end2_guid = ${guid} AND link.type_name = ANY(${up}::text[])
    )`;
}

/** The ways into it, as rows of `(tail, type_name)`. */
function waysIn({ down, up }: TagRoads, guid: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    LATERAL (
      SELECT link.end1_guid AS tail, link.type_name FROM relationship AS link
      WHERE link.end2_guid = ${guid} AND link.type_name = ANY(${down}::text[])
      UNION ALL
      SELECT link.end2_guid, link.type_name FROM relationship AS link
      WHERE link.end1_guid = ${guid} AND link.type_name = ANY(${up}::text[])
    )`;
}

/**
 * The arrivals that may have lost their way: those behind a way that is cut, behind an asset that passes on no more, or of a tag that
 * goes another way, and whatever came through them. Each may still have another way; `findArrivals` says which.
 */
export async function findDoubtful(tx: Tx, roads: TagRoads, works: RoadWorks): Promise<Arrival[]> {
  const { cut, halted, rerouted } = works;
  if (cut.length + halted.length + rerouted.length === 0) return [];
  const { rows } = await sql<Arrival>`
    WITH RECURSIVE way (tail, head) AS (
      SELECT * FROM unnest(${cut.map(({ tail }) => tail)}::uuid[], ${cut.map(({ head }) => head)}::uuid[])
      UNION
      SELECT halted.guid, out.head FROM unnest(${halted}::uuid[]) AS halted (guid)
      CROSS JOIN ${waysOut(roads, sql`halted.guid`)} AS out
    ),
    doubtful (guid, source, name) AS (
      SELECT known.asset_guid, known.source_guid, known.tag_name
      FROM way
      JOIN asset_propagated_tag AS known ON known.asset_guid = way.head
      LEFT JOIN asset_propagated_tag AS before ON before.asset_guid = way.tail AND before.tag_name = known.tag_name
        AND before.source_guid = known.source_guid
      WHERE known.source_guid = way.tail OR before.asset_guid IS NOT NULL
      UNION
      SELECT known.asset_guid, known.source_guid, known.tag_name
      FROM unnest(${rerouted.map(({ guid }) => guid)}::uuid[], ${rerouted.map(({ name }) => name)}::text[]) AS own (guid, name)
      CROSS JOIN ${waysOut(roads, sql`own.guid`)} AS out
      JOIN asset_propagated_tag AS known ON known.asset_guid = out.head AND known.tag_name = own.name
        AND known.source_guid = own.guid
      UNION
      SELECT known.asset_guid, known.source_guid, known.tag_name
      FROM doubtful
      CROSS JOIN ${waysOut(roads, sql`doubtful.guid`)} AS out
      JOIN asset_propagated_tag AS known ON known.asset_guid = out.head AND known.tag_name = doubtful.name
        AND known.source_guid = doubtful.source
    )
    SELECT guid, source, name FROM doubtful`.execute(tx);
  return rows;
}

/** Holds where a tag with these restrictions may go along a link of `typeName`: lineage and everything else are apart. */
function mayGo({ lineage }: TagRoads, tag: RawBuilder<unknown>, typeName: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    CASE WHEN ${typeName} = ANY(${lineage}::text[]) THEN NOT ${tag}.restrict_lineage ELSE NOT ${tag}.restrict_hierarchy END`;
}

/** Joins what is known of an arrival to `head`, doubtful or not; the arrival is news when `isNews` holds of that. */
function knownAt(head: RawBuilder<unknown>, tag: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    LEFT JOIN asset_propagated_tag AS known ON known.asset_guid = ${head} AND known.tag_name = ${tag}.name
      AND known.source_guid = ${tag}.source
    LEFT JOIN doubtful AS doubted ON doubted.guid = ${head} AND doubted.name = ${tag}.name AND doubted.source = ${tag}.source`;
}

const isNews = sql`(known.asset_guid IS NULL OR doubted.guid IS NOT NULL)`;

/**
 * The arrivals that there are, beyond those that are known and not doubtful: along ways that are new, and along any way to where one
 * became doubtful. A tag leaves the asset it was put on while that is active, or archived if it is to outlast that; any other asset
 * passes it on while it is active, and an archived one still receives it. It never arrives where it came from, and from one source
 * only once, whatever the ways.
 */
export async function findArrivals(
  tx: Tx,
  roads: TagRoads,
  { works, doubtful }: { works: RoadWorks; doubtful: readonly Arrival[] },
): Promise<Arrival[]> {
  const { opened, resumed, rerouted } = works;
  const doubted = columnsOf(doubtful);
  const leaving = [...new Set([...resumed, ...rerouted.map(({ guid }) => guid)])];
  if (opened.length + leaving.length + doubtful.length === 0) return [];
  const { rows } = await sql<Arrival>`
    WITH RECURSIVE doubtful (guid, name, source) AS (
      SELECT * FROM unnest(${doubted.guids}::uuid[], ${doubted.names}::text[], ${doubted.sources}::uuid[])
    ),
    way (tail, head, type_name) AS (
      SELECT * FROM unnest(${opened.map(({ tail }) => tail)}::uuid[], ${opened.map(({ head }) => head)}::uuid[],
        ${opened.map(({ typeName }) => typeName)}::text[])
      UNION
      SELECT leaving.guid, out.head, out.type_name FROM unnest(${leaving}::uuid[]) AS leaving (guid)
      CROSS JOIN ${waysOut(roads, sql`leaving.guid`)} AS out
      UNION
      SELECT into_it.tail, lost.guid, into_it.type_name FROM (SELECT DISTINCT guid FROM doubtful) AS lost
      CROSS JOIN ${waysIn(roads, sql`lost.guid`)} AS into_it
    ),
    carried (guid, name, source, restrict_lineage, restrict_hierarchy) AS (
      SELECT tail.guid, tag.tag_name, tag.asset_guid, tag.restrict_lineage, tag.restrict_hierarchy
      FROM (SELECT DISTINCT tail AS guid FROM way) AS tail
      CROSS JOIN LATERAL (
        SELECT own.asset_guid AS source, own.tag_name AS name FROM asset_tag AS own WHERE own.asset_guid = tail.guid
        UNION ALL
        SELECT known.source_guid, known.tag_name FROM asset_propagated_tag AS known
        JOIN asset AS carrier ON carrier.guid = known.asset_guid AND carrier.state = 'ACTIVE'
        WHERE known.asset_guid = tail.guid
      ) AS carried
      JOIN asset_tag AS tag ON tag.asset_guid = carried.source AND tag.tag_name = carried.name AND tag.propagate
      JOIN asset AS origin ON origin.guid = tag.asset_guid
        AND (origin.state = 'ACTIVE' OR NOT tag.remove_propagations_on_delete)
      LEFT JOIN doubtful AS doubted ON doubted.guid = tail.guid AND doubted.name = carried.name
        AND doubted.source = carried.source
      WHERE doubted.guid IS NULL
    ),
    arriving (guid, name, source, restrict_lineage, restrict_hierarchy) AS (
      SELECT way.head, carried.name, carried.source, carried.restrict_lineage, carried.restrict_hierarchy
      FROM way
      JOIN carried ON carried.guid = way.tail
      ${knownAt(sql`way.head`, sql`carried`)}
      WHERE way.head <> carried.source AND ${mayGo(roads, sql`carried`, sql`way.type_name`)} AND ${isNews}
      UNION
      SELECT way.head, arriving.name, arriving.source, arriving.restrict_lineage, arriving.restrict_hierarchy
      FROM arriving
      JOIN asset AS carrier ON carrier.guid = arriving.guid AND carrier.state = 'ACTIVE'
      CROSS JOIN ${waysOut(roads, sql`arriving.guid`)} AS way
      ${knownAt(sql`way.head`, sql`arriving`)}
      WHERE way.head <> arriving.source AND ${mayGo(roads, sql`arriving`, sql`way.type_name`)} AND ${isNews}
    )
    SELECT guid, name, source FROM arriving`.execute(tx);
  return rows;
}

import { CompiledQuery } from 'kysely';
import { CatalogError } from '../../foundation/index.ts';
import type { Ast } from '../../search/index.ts';
import { compileConditions, type Direction, type LineageScope, type WalkFilters } from './lineage-scope.ts';

/** Most assets and processes of one walk. */
export const nodesMax = 100_000;
/** Most hops of one walk: 10,000 processes in a row. */
const hopsMax = 20_000;
/** Hops of one statement: few round trips for a long chain, and what it remembers meanwhile stays small. */
const hopsPerStatement = 64;

/** A walk from one asset or process, breadth first. */
export interface Walk {
  readonly direction: Direction;
  readonly start: { readonly guid: string; readonly isProcess: boolean };
  /** How far at most; from an asset to a process, or back, is one. */
  readonly hops: number;
  readonly filters: WalkFilters;
  /** What counts towards `enough`; the walk ends early, after a whole hop, once so much of it has been passed. */
  readonly wanted: Ast;
  readonly enough: number;
}

/** What a walk passed, by hops: the start alone at 0. */
export interface Walked {
  readonly hops: readonly (readonly string[])[];
}

interface HopRow {
  readonly hop: number;
  readonly guids: string[];
  readonly wanted: number;
}

interface Reached {
  readonly hop: number;
  readonly guids: readonly string[];
  readonly visited: readonly string[];
  readonly wanted: number;
}

/** Process and asset take turns. The links of a process are kept with it as end 1. */
function nextHopSql(direction: Direction, atProcess: string): string {
  const [fromAsset, fromProcess] =
    direction === 'OUTPUT'
      ? ['catalog_process_inputs', 'process_catalog_outputs']
      : ['process_catalog_outputs', 'catalog_process_inputs'];
  return `
    SELECT link.*, link.end1_guid AS reached_guid FROM relationship AS link
    WHERE NOT ${atProcess} AND link.end2_guid = origin.guid AND link.type_name = '${fromAsset}'
    UNION ALL
    SELECT link.*, link.end2_guid FROM relationship AS link
    WHERE ${atProcess} AND link.end1_guid = origin.guid AND link.type_name = '${fromProcess}'`;
}

/**
 * Up to `hopsPerStatement` hops in one statement, a row for each with what it is the first to reach.
 * INVARIANT: an asset is reached once. What earlier statements reached comes as a value, what this one did is carried along, so a cycle
 * ends and two ways to one asset are one.
 */
function walkSql(scope: LineageScope, walk: Walk, from: Reached): CompiledQuery<HopRow> {
  const { params, readable, node, link } = compileConditions(scope);
  const [hop, guids] = [`${params.add(from.hop)}::int`, `${params.add(from.guids)}::uuid[]`];
  const [visited, wanted] = [`${params.add(from.visited)}::uuid[]`, `${params.add(from.wanted)}::bigint`];
  const last = params.add(Math.min(walk.hops, from.hop + hopsPerStatement));
  const enough = params.add(walk.enough);
  const room = params.add(nodesMax);
  const startParity = walk.start.isProcess ? 0 : 1;
  const text = `
    WITH RECURSIVE walk (hop, guids, seen, wanted) AS (
      SELECT ${hop}, ${guids}, '{}'::uuid[], ${wanted}
      UNION ALL
      SELECT walk.hop + 1, next.guids, walk.seen || next.guids, walk.wanted + next.wanted
      FROM walk CROSS JOIN LATERAL (
        SELECT array_agg(found.guid ORDER BY found.guid) AS guids, count(*) FILTER (WHERE found.is_wanted) AS wanted
        FROM (
          SELECT DISTINCT asset.guid, (${node(walk.wanted)}) AS is_wanted
          FROM unnest(walk.guids) AS origin (guid)
          CROSS JOIN LATERAL (${nextHopSql(walk.direction, `(walk.hop % 2 = ${startParity})`)}) AS link
          JOIN asset ON asset.guid = link.reached_guid
          WHERE ${readable()} AND ${node(walk.filters.nodes)} AND ${link(walk.filters.links)}
            AND asset.guid <> ALL (${visited})
            AND NOT EXISTS (SELECT FROM unnest(walk.seen) AS before (guid) WHERE before.guid = asset.guid)
        ) AS found
      ) AS next
      WHERE walk.hop < ${last} AND walk.wanted < ${enough} AND cardinality(walk.seen) <= ${room} AND next.guids IS NOT NULL
    )
    SELECT hop, guids, wanted FROM walk WHERE hop > ${hop} ORDER BY hop`;
  return CompiledQuery.raw(text, [...params.values]) as CompiledQuery<HopRow>;
}

function tooLarge(what: string): CatalogError {
  const message = `the lineage goes on beyond ${what}; ask for less depth, or narrow what is walked`;
  return new CatalogError('query_rejected', message);
}

/**
 * Walks along processes and the assets that they read or write, hop by hop. What is not readable, or not let through by the filters, is
 * not there: nothing of it is passed, and nothing beyond it unless another way leads there.
 * Throws `query_rejected` for a walk that gets too large.
 */
export async function walkLineage(scope: LineageScope, walk: Walk): Promise<Walked> {
  const hops: string[][] = [[walk.start.guid]];
  const visited: string[] = [walk.start.guid];
  let wanted = 0;
  while (hops.length - 1 < walk.hops && wanted < walk.enough) {
    const before = hops.length - 1;
    if (before >= hopsMax) throw tooLarge(`${String(hopsMax / 2)} processes in a row`);
    const from: Reached = { hop: before, guids: hops[before] ?? [], visited, wanted };
    const { rows } = await scope.db.executeQuery(walkSql(scope, walk, from));
    for (const { guids, wanted: sum } of rows) {
      hops.push(guids);
      visited.push(...guids);
      wanted = sum;
    }
    if (visited.length > nodesMax) throw tooLarge(`${String(nodesMax)} assets and processes`);
    if (rows.length < Math.min(walk.hops - before, hopsPerStatement)) break;
  }
  return { hops };
}

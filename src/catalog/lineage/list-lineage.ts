import { CompiledQuery } from 'kysely';
import type { JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { readSnapshot } from '../../postgres/index.ts';
import type { CatalogDeps } from '../deps.ts';
import type { AssetRow } from '../entities/asset-row.ts';
import { gatherAuthority } from '../entities/authority.ts';
import type { EntityHeader } from '../entities/render-entity.ts';
import { assetSource } from '../search/find-page.ts';
import { findNeighbours, type Neighbours } from './immediate-neighbours.ts';
import { parseLineageListRequest, type LineageListRequest } from './lineage-request.ts';
import { compileConditions, type LineageScope } from './lineage-scope.ts';
import { getLineageStart, type LineageStart } from './lineage-start.ts';
import { renderHeadersOf } from './render-lineage.ts';
import { walkLineage, type Walked } from './walk-lineage.ts';

/** An asset or process of a lineage list; at depth 0 only the start. */
export interface LineageHeader extends EntityHeader, Neighbours {
  readonly depth: number;
}

/** The answer of a lineage list (Atlan wire: lineage list). */
export interface LineageList {
  readonly entities: readonly LineageHeader[];
  readonly hasMore: boolean;
  /** Of this page, without the start. */
  readonly entityCount: number;
  readonly searchParameters: JsonObject;
}

interface Placed {
  readonly row: AssetRow;
  readonly hop: number;
}

/** Enough for everything: a walk that must see the whole. */
const everything = Number.MAX_SAFE_INTEGER;

/** From an asset two hops are a level; from a process the first hop is one, and two are each that follows. */
function hopsOf(depth: number, isProcess: boolean): number {
  return isProcess ? 2 * depth - 1 : 2 * depth;
}

function depthAt(hop: number, isProcess: boolean): number {
  if (hop === 0) return 0;
  return isProcess ? Math.floor(hop / 2) + 1 : Math.ceil(hop / 2);
}

/** One row more than the page holds, which tells that there are more. Within a hop by name, in code point order, then by guid. */
async function findPlaced(scope: LineageScope, request: LineageListRequest, walked: Walked): Promise<Placed[]> {
  const { params, node } = compileConditions(scope);
  const reached = walked.hops.flatMap((guids, hop) => (hop === 0 ? [] : guids.map((guid) => ({ guid, hop }))));
  const guids = params.add(reached.map(({ guid }) => guid));
  const hops = params.add(reached.map(({ hop }) => hop));
  const window = `OFFSET ${params.add(request.from)} LIMIT ${params.add(request.size + 1)}`;
  const text = `
    SELECT walked.hop, ${assetSource.columns}
    FROM unnest(${guids}::uuid[], ${hops}::int[]) AS walked (guid, hop) JOIN asset ON asset.guid = walked.guid
    WHERE ${node(request.shown)} ORDER BY walked.hop, asset.name, asset.guid ${window}`;
  const query = CompiledQuery.raw(text, [...params.values]) as CompiledQuery<AssetRow & { readonly hop: number }>;
  const { rows } = await scope.db.executeQuery(query);
  return rows.map(({ hop, ...row }) => ({ row, hop }));
}

function walk(scope: LineageScope, request: LineageListRequest, start: LineageStart): Promise<Walked> {
  const { direction, nodes, links, from, size, shown, depth, immediateNeighbours } = request;
  return walkLineage(scope, {
    direction,
    start: { guid: start.row.guid, isProcess: start.isProcess },
    hops: hopsOf(depth, start.isProcess),
    filters: { nodes, links },
    wanted: shown,
    // A link back to an early asset may come from the far end, so neighbours need the whole.
    enough: immediateNeighbours ? everything : from + size + 1,
  });
}

async function listAt(scope: LineageScope, request: LineageListRequest): Promise<LineageList> {
  const start = await getLineageStart(scope, request.guid);
  const walked = await walk(scope, request, start);
  const placed = await findPlaced(scope, request, walked);
  const page = placed.slice(0, request.size);
  const withStart = request.immediateNeighbours && request.from === 0;
  const listed: readonly Placed[] = [...(withStart ? [{ row: start.row, hop: 0 }] : []), ...page];
  const rows = listed.map(({ row }) => row);
  const headers = await renderHeadersOf(scope, rows, request.parts);
  const { direction, links } = request;
  const hops = hopsOf(request.depth, start.isProcess);
  const neighboursOf = request.immediateNeighbours
    ? await findNeighbours(scope, rows, { walked, direction, hops, links })
    : () => ({});
  const depths = new Map(listed.map(({ row, hop }) => [row.guid, depthAt(hop, start.isProcess)]));
  return {
    entities: headers.map((header) => ({
      ...header,
      depth: depths.get(header.guid) ?? 0,
      ...neighboursOf(header.guid),
    })),
    hasMore: placed.length > page.length,
    entityCount: page.length,
    searchParameters: request.body,
  };
}

/**
 * What is made from an asset, or what it is made from: assets and the processes between them, breadth first (Atlan wire: lineage list).
 *
 * SECURITY: the lineage is that of what the actor may read. A hidden asset or process is not listed, is nobody's neighbour, and is not
 * walked through: that something lies behind it, at which depth, and how many, would tell that it exists and what it joins. What is
 * reached by another way as well is there, at the depth of that way.
 *
 * Throws `field_invalid` with every problem of the request, `asset_not_found`, `lineage_unsupported`, and `query_rejected` for a lineage
 * too large to walk.
 */
export async function listLineage(deps: CatalogDeps, principal: Principal, body: unknown): Promise<LineageList> {
  const request = parseLineageListRequest(body);
  const { types, clock } = deps;
  // SECURITY: rights and rows of one moment, as in a search.
  return readSnapshot(deps.db, async (db) => {
    const authority = await gatherAuthority(deps, db, principal);
    return listAt({ db, types, authority, now: clock.now() }, request);
  });
}

import { CatalogError } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { readSnapshot } from '../../postgres/index.ts';
import { all, anyOf, type Ast } from '../../search/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { findAssetsByGuid } from '../entities/asset-store.ts';
import { gatherAuthority } from '../entities/authority.ts';
import type { EntityHeader } from '../entities/render-entity.ts';
import { parseLineageGraphRequest, waysOf, type LineageGraphRequest } from './graph-request.ts';
import { jsonField } from './lineage-fields.ts';
import { endsOf, findLineageEdges, type LineageEdge } from './lineage-edges.ts';
import type { Direction, LineageScope } from './lineage-scope.ts';
import { getLineageStart, type LineageStart } from './lineage-start.ts';
import { renderHeadersOf } from './render-lineage.ts';
import { walkLineage, type Walked } from './walk-lineage.ts';

/** A link of a lineage graph, in the direction in which data flows. */
export interface LineageRelation {
  readonly fromEntityId: string;
  readonly toEntityId: string;
  /** Where processes are hidden: the one between the two. */
  readonly processId?: string;
  /** Where they are not. */
  readonly relationshipId?: string;
}

/** The answer of a lineage graph (Atlan wire: lineage graph). */
export interface LineageGraph {
  readonly baseEntityGuid: string;
  readonly lineageDirection: LineageGraphRequest['direction'];
  readonly lineageDepth: number;
  readonly limit: number;
  readonly offset: number;
  readonly hasMoreUpstreamVertices: boolean;
  readonly hasMoreDownstreamVertices: boolean;
  readonly guidEntityMap: Readonly<Record<string, EntityHeader>>;
  readonly relations: readonly LineageRelation[];
  /** By guid and direction: whether the lineage goes on from there. */
  readonly vertexChildrenInfo: Readonly<Record<string, Partial<Record<Direction, boolean>>>>;
}

/** Most links of one answer; with processes hidden each of its inputs meets each of its outputs. */
const relationsMax = 100_000;

/** What one way shows. */
interface Way {
  readonly direction: Direction;
  /** Guids in the order of the walk, the start first. */
  readonly shown: readonly string[];
  readonly edges: readonly LineageEdge[];
  /** From where the lineage goes on, shown or not. */
  readonly goesOn: ReadonlySet<string>;
  readonly hasMore: boolean;
}

/** Filters choose assets; processes are walked whatever they are called. */
function walkedNodes({ types }: LineageScope, nodes: Ast): Ast {
  const values = types.subtypesOf('Process');
  return nodes.kind === 'all'
    ? all
    : anyOf([{ kind: 'oneOf', field: jsonField('typeName', 'keyword'), values }, nodes]);
}

function linksOf({ allowDeletedProcess }: LineageGraphRequest): Ast {
  if (allowDeletedProcess) return all;
  return { kind: 'equals', field: jsonField('__state', 'keyword'), value: 'ACTIVE', caseInsensitive: false };
}

/** The assets of the window, and every process. */
function windowOf({ hops }: Walked, request: LineageGraphRequest, start: LineageStart) {
  const assetsAt = start.isProcess ? 1 : 0;
  const assets = hops.flatMap((guids, hop) => (hop > 0 && hop % 2 === assetsAt ? guids : []));
  const from = Math.max(request.offset, 0);
  const until = request.limit === -1 ? assets.length : from + request.limit;
  const processes = hops.flatMap((guids, hop) => (hop > 0 && hop % 2 !== assetsAt ? guids : []));
  return { assets: new Set(assets.slice(from, until)), processes, hasMore: until < assets.length };
}

/** What a window leaves. A process of which nothing that it leads to is left goes too. */
function keptBy(
  window: { start: string; assets: ReadonlySet<string>; processes: ReadonlySet<string> },
  edges: readonly LineageEdge[],
  direction: Direction,
): (guid: string) => boolean {
  const leads = edges.map((edge) => endsOf(edge, direction)).filter(([from]) => window.processes.has(from));
  const cut = new Set(leads.map(([from]) => from));
  for (const [from, to] of leads) if (window.assets.has(to) || to === window.start) cut.delete(from);
  return (guid) => guid === window.start || window.assets.has(guid) || (window.processes.has(guid) && !cut.has(guid));
}

function neighboursOf(edges: readonly LineageEdge[], direction: Direction): ReadonlySet<string> {
  return new Set(edges.map((edge) => endsOf(edge, direction)[1]));
}

async function findWay(
  scope: LineageScope,
  request: LineageGraphRequest,
  { start, direction }: { start: LineageStart; direction: Direction },
): Promise<Way> {
  const asked = request.depth === 0 ? Number.MAX_SAFE_INTEGER / 4 : request.depth;
  const hops = start.isProcess ? 2 * asked - 1 : 2 * asked;
  const links = linksOf(request);
  const beyond = await walkLineage(scope, {
    direction,
    start: { guid: start.row.guid, isProcess: start.isProcess },
    // One hop more tells from where it goes on.
    hops: hops + 1,
    filters: { nodes: walkedNodes(scope, request.nodes), links },
    wanted: all,
    enough: Number.MAX_SAFE_INTEGER,
  });
  const walked: Walked = { hops: beyond.hops.slice(0, hops + 1) };
  const within = beyond.hops.flat();
  const edges = await findLineageEdges(scope, { touching: within, within, links });
  const goesOn = new Set(edges.map((edge) => endsOf(edge, direction)[0]));
  const last = new Set(walked.hops[hops] ?? []);
  const inside = new Set(walked.hops.flat());
  const passed = edges.filter((edge) => {
    const [from, to] = endsOf(edge, direction);
    return inside.has(from) && inside.has(to) && !last.has(from);
  });
  const { assets, processes, hasMore } = windowOf(walked, request, start);
  const isKept = keptBy({ start: start.row.guid, assets, processes: new Set(processes) }, passed, direction);
  const shownEdges = passed.filter(({ process, asset }) => isKept(process) && isKept(asset));
  const reached = neighboursOf(shownEdges, direction);
  const shown = [...inside].filter((guid) => guid === start.row.guid || assets.has(guid) || reached.has(guid));
  return { direction, shown, edges: shownEdges, goesOn, hasMore };
}

function fromTo({ process, asset, reads }: LineageEdge): Pick<LineageRelation, 'fromEntityId' | 'toEntityId'> {
  return reads ? { fromEntityId: asset, toEntityId: process } : { fromEntityId: process, toEntityId: asset };
}

function throughProcesses(edges: readonly LineageEdge[]): LineageRelation[] {
  const relations: LineageRelation[] = [];
  for (const [process, links] of Map.groupBy(edges, (edge) => edge.process)) {
    const outputs = links.filter(({ reads }) => !reads);
    for (const { asset: fromEntityId } of links.filter(({ reads }) => reads)) {
      if (relations.length + outputs.length > relationsMax) throw tooManyRelations();
      relations.push(...outputs.map(({ asset }) => ({ fromEntityId, toEntityId: asset, processId: process })));
    }
  }
  return relations;
}

function tooManyRelations(): CatalogError {
  const message = `more than ${String(relationsMax)} links; ask for less depth, or with processes shown`;
  return new CatalogError('query_rejected', message);
}

/** COMPAT: a link goes from asset to asset with its process, or with its own guid from asset to process or back, never both. */
function renderRelations(ways: readonly Way[], hideProcess: boolean): LineageRelation[] {
  const edges = [...new Map(ways.flatMap((way) => way.edges).map((edge) => [edge.guid, edge])).values()];
  if (hideProcess) return throughProcesses(edges);
  if (edges.length > relationsMax) throw tooManyRelations();
  return edges.map((edge) => ({ ...fromTo(edge), relationshipId: edge.guid }));
}

function childrenOf(ways: readonly Way[]): LineageGraph['vertexChildrenInfo'] {
  const children: Record<string, Partial<Record<Direction, boolean>>> = {};
  for (const { direction, shown, goesOn } of ways) {
    for (const guid of shown) children[guid] = { ...children[guid], [direction]: goesOn.has(guid) };
  }
  return children;
}

async function graphAt(scope: LineageScope, request: LineageGraphRequest): Promise<LineageGraph> {
  const start = await getLineageStart(scope, request.guid);
  const ways: Way[] = [];
  for (const direction of waysOf(request.direction)) ways.push(await findWay(scope, request, { start, direction }));
  const guids = [...new Set(ways.flatMap(({ shown }) => shown))];
  const rows = await findAssetsByGuid(scope.db, guids);
  const readable = rows.filter((row) => scope.authority.may('asset.read', row));
  const headers = await renderHeadersOf(scope, readable, request.parts);
  const hasMore = (wanted: Direction) => ways.some((way) => way.direction === wanted && way.hasMore);
  return {
    baseEntityGuid: start.row.guid,
    lineageDirection: request.direction,
    lineageDepth: request.depth,
    limit: request.limit,
    offset: request.offset,
    hasMoreUpstreamVertices: hasMore('INPUT'),
    hasMoreDownstreamVertices: hasMore('OUTPUT'),
    guidEntityMap: Object.fromEntries(headers.map((header) => [header.guid, header])),
    relations: renderRelations(ways, request.hideProcess),
    vertexChildrenInfo: childrenOf(ways),
  };
}

/**
 * The lineage around an asset or process as a graph, one way or both (Atlan wire: lineage graph). Active processes and links only, unless
 * asked otherwise. SECURITY: of what the actor may read, as `listLineage` walks it.
 * Throws as `listLineage` does.
 */
export async function getLineageGraph(deps: CatalogDeps, principal: Principal, body: unknown): Promise<LineageGraph> {
  const request = parseLineageGraphRequest(body);
  const { types, clock } = deps;
  return readSnapshot(deps.db, async (db) => {
    const authority = await gatherAuthority(deps, db, principal);
    return graphAt({ db, types, authority, now: clock.now() }, request);
  });
}

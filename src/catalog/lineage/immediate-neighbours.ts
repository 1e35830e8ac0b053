import type { Ast } from '../../search/index.ts';
import type { AssetRow } from '../entities/asset-row.ts';
import { findAssetsByGuid } from '../entities/asset-store.ts';
import { endsOf, findLineageEdges, type LineageEdge } from './lineage-edges.ts';
import type { Direction, LineageScope } from './lineage-scope.ts';
import type { Walked } from './walk-lineage.ts';

/** A neighbour as a list shows it (Atlan wire: lineage list). */
export interface NeighbourReference {
  readonly guid: string;
  readonly name: string;
  readonly qualifiedName: string;
}

/** Of an asset the assets next to it, of a process the processes. Absent where no link leads that way. */
export interface Neighbours {
  readonly immediateUpstream?: readonly NeighbourReference[];
  readonly immediateDownstream?: readonly NeighbourReference[];
}

/** Links in the direction of the walk. */
interface Steps {
  readonly next: ReadonlyMap<string, readonly string[]>;
  readonly before: ReadonlyMap<string, readonly string[]>;
}

function append(steps: Map<string, string[]>, from: string, to: string): void {
  const known = steps.get(from);
  if (known === undefined) steps.set(from, [to]);
  else known.push(to);
}

/** INVARIANT: a link counts only in the direction of the walk, and only from where the walk went on. */
function stepsOf(edges: readonly LineageEdge[], direction: Direction, isWalkedFrom: (guid: string) => boolean): Steps {
  const [next, before] = [new Map<string, string[]>(), new Map<string, string[]>()];
  for (const edge of edges) {
    const [from, to] = endsOf(edge, direction);
    if (!isWalkedFrom(from)) continue;
    append(next, from, to);
    append(before, to, from);
  }
  return { next, before };
}

/** Two hops away: behind the process next to an asset, or the asset next to a process. `null` where there is no first hop. */
function twoAway(steps: ReadonlyMap<string, readonly string[]>, guid: string): readonly string[] | null {
  const middle = steps.get(guid);
  return middle === undefined ? null : [...new Set(middle.flatMap((one) => steps.get(one) ?? []))];
}

/** In code point order, as the list itself. */
function byName(a: NeighbourReference, b: NeighbourReference): number {
  const [left, right] = a.name === b.name ? [a.guid, b.guid] : [a.name, b.name];
  return left < right ? -1 : 1;
}

async function findReferences(scope: LineageScope, guids: readonly string[]): Promise<Map<string, NeighbourReference>> {
  const rows = await findAssetsByGuid(scope.db, guids);
  const readable = rows.filter((row) => scope.authority.may('asset.read', row));
  return new Map(readable.map(({ guid, name, qualifiedName }) => [guid, { guid, name, qualifiedName }]));
}

/**
 * The neighbours of these assets and processes within what was walked. SECURITY: what the actor may not read is no neighbour and brings
 * nothing together, since the walk did not pass it.
 */
export async function findNeighbours(
  scope: LineageScope,
  rows: readonly AssetRow[],
  { walked, direction, hops, links }: { walked: Walked; direction: Direction; hops: number; links: Ast },
): Promise<(guid: string) => Neighbours> {
  const within = walked.hops.flat();
  const last = new Set(walked.hops[hops] ?? []);
  const touching = rows.map(({ guid }) => guid);
  const near = await findLineageEdges(scope, { touching, within, links });
  const middle = [...new Set(near.flatMap(({ process, asset }) => [process, asset]))];
  const edges = await findLineageEdges(scope, { touching: middle, within, links });
  const { next, before } = stepsOf(edges, direction, (guid) => !last.has(guid));
  const found = touching.map((guid) => [guid, { next: twoAway(next, guid), before: twoAway(before, guid) }] as const);
  const named = [...new Set(found.flatMap(([, sides]) => [...(sides.next ?? []), ...(sides.before ?? [])]))];
  const references = await findReferences(scope, named);
  const show = (guids: readonly string[]) => guids.flatMap((guid) => references.get(guid) ?? []).sort(byName);
  const [ahead, behind] =
    direction === 'OUTPUT'
      ? (['immediateDownstream', 'immediateUpstream'] as const)
      : (['immediateUpstream', 'immediateDownstream'] as const);
  const byGuid = new Map<string, Neighbours>(
    found.map(([guid, sides]) => [
      guid,
      {
        ...(sides.before !== null && { [behind]: show(sides.before) }),
        ...(sides.next !== null && { [ahead]: show(sides.next) }),
      },
    ]),
  );
  return (guid) => byGuid.get(guid) ?? {};
}

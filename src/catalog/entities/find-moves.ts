import { sql, type Tx } from '../../postgres/index.ts';
import type { TypeRegistry } from '../types/type-registry.ts';
import type { AuthorizedAsset } from './asset-row.ts';
import { findRequestedEnd, type SaveScope, type SaveTarget, type SaveTargets } from './save-scope.ts';

/** Types whose assets may leave what they lie in for another place. */
export const movableTypes: readonly string[] = ['Folder', 'Query'];

/** A folder or query beneath one that moves, as far as its move needs it. */
export interface MovedContent extends AuthorizedAsset {
  readonly guid: string;
  /** What it lies in. */
  readonly parentGuid: string;
  readonly version: number;
}

/** The moves that a save asks for. */
export interface Moves {
  /** Stored folders and queries of the request → the guid of what they are to lie in. */
  readonly roots: ReadonlyMap<string, string>;
  /** All that lies beneath them, archived or not, by guid. */
  readonly contents: ReadonlyMap<string, MovedContent>;
}

const noMoves: Moves = { roots: new Map(), contents: new Map() };

/** The links by which folders and queries lie in something: that is end 1, they are end 2. */
export function placingLinks(types: TypeRegistry): string[] {
  return movableTypes.flatMap((typeName) =>
    types.relationships.sidesOf(typeName, 'parent').map(({ def: { name } }) => name),
  );
}

interface Place {
  readonly guid: string;
  readonly parentGuid: string;
}

async function findParents(tx: Tx, links: readonly string[], guids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<Place>`
    SELECT end2_guid AS guid, end1_guid AS "parentGuid" FROM relationship
    WHERE type_name = ANY(${links}::text[]) AND end2_guid = ANY(${guids}::uuid[])`.execute(tx);
  return new Map(rows.map(({ guid, parentGuid }) => [guid, parentGuid]));
}

async function findContents(tx: Tx, links: readonly string[], roots: readonly string[]): Promise<MovedContent[]> {
  const { rows } = await sql<MovedContent>`
    WITH RECURSIVE beneath (guid, parent_guid) AS (
      SELECT end2_guid, end1_guid FROM relationship
      WHERE type_name = ANY(${links}::text[]) AND end1_guid = ANY(${roots}::uuid[])
      UNION
      SELECT link.end2_guid, link.end1_guid FROM beneath
      JOIN relationship AS link ON link.end1_guid = beneath.guid AND link.type_name = ANY(${links}::text[])
    )
    SELECT asset.guid, beneath.parent_guid AS "parentGuid", type_name AS "typeName", qualified_name AS "qualifiedName",
      connection_qualified_name AS "connectionQualifiedName", created_by AS "createdBy",
      direct_tag_names AS "directTagNames", propagated_tag_names AS "propagatedTagNames", version
    FROM beneath JOIN asset USING (guid)`.execute(tx);
  return rows;
}

function requestedParent(targets: SaveTargets, target: SaveTarget): string | null {
  if (target.existing === null || !movableTypes.includes(target.typeName)) return null;
  return findRequestedEnd(targets, target, 'parent')?.guid ?? null;
}

/**
 * Which stored folders and queries of a request are given another place than they have, and what goes with them. Clients send the
 * parent with every change of a query; a save that moves nothing reads one list of links, one without parents nothing.
 */
export async function findMoves({ tx, types }: SaveScope, targets: SaveTargets): Promise<Moves> {
  const wanted = targets.list.flatMap((target) => {
    const parentGuid = requestedParent(targets, target);
    return parentGuid === null ? [] : [{ guid: target.guid, parentGuid }];
  });
  if (wanted.length === 0) return noMoves;
  const links = placingLinks(types);
  const guids = wanted.map(({ guid }) => guid);
  const stored = await findParents(tx, links, guids);
  const roots = new Map(
    wanted.filter(({ guid, parentGuid }) => stored.get(guid) !== parentGuid).map((it) => [it.guid, it.parentGuid]),
  );
  if (roots.size === 0) return noMoves;
  return { roots, contents: inTreeOrder(roots, await findContents(tx, links, [...roots.keys()])) };
}

/** What lies in something after that something, however deep: so each is named by one look at what came before. */
function inTreeOrder(
  roots: ReadonlyMap<string, string>,
  contents: readonly MovedContent[],
): ReadonlyMap<string, MovedContent> {
  const byParent = Map.groupBy(contents, ({ parentGuid }) => parentGuid);
  const ordered = new Map<string, MovedContent>();
  let level = [...roots.keys()];
  while (level.length > 0) {
    const next = level.flatMap((guid) => byParent.get(guid) ?? []).filter(({ guid }) => !ordered.has(guid));
    for (const content of next) ordered.set(content.guid, content);
    level = next.map(({ guid }) => guid);
  }
  return ordered;
}

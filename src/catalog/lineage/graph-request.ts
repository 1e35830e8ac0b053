import { requireNoProblems, type JsonObject, type Problem } from '../../foundation/index.ts';
import type { Ast } from '../../search/index.ts';
import type { ShownParts } from '../search/render-hit.ts';
import { readCriteria } from './filter-criteria.ts';
import { readBoolean, readGuid, readParts, readWhole, requireObject, type BodyReader } from './lineage-request.ts';
import type { Direction } from './lineage-scope.ts';

const directions = ['INPUT', 'OUTPUT', 'BOTH'] as const;

/** A lineage graph as the Atlan wire asks for it. */
export interface LineageGraphRequest {
  readonly guid: string;
  readonly direction: (typeof directions)[number];
  /** Levels; 0 is all of them. */
  readonly depth: number;
  /** Links from asset to asset, each with its process, instead of links to and from processes. */
  readonly hideProcess: boolean;
  /** Archived processes, and links to what is archived, too. */
  readonly allowDeletedProcess: boolean;
  /** Of the assets in each direction, breadth first: how many are passed over, and how many follow; -1 is none and all. */
  readonly offset: number;
  readonly limit: number;
  /** Which assets are walked through. */
  readonly nodes: Ast;
  readonly parts: ShownParts;
}

/** Each way that a request asks for. */
export function waysOf(direction: LineageGraphRequest['direction']): readonly Direction[] {
  return direction === 'BOTH' ? ['INPUT', 'OUTPUT'] : [direction];
}

function readDirection({ body, problems }: BodyReader): LineageGraphRequest['direction'] {
  const said = body['direction'] ?? 'BOTH';
  const direction = directions.find((known) => known === said);
  if (direction === undefined)
    problems.push({ path: 'direction', message: `one of ${directions.join(', ')} is accepted` });
  return direction ?? 'BOTH';
}

const numberMax = 2_147_483_647;

/**
 * Reads the request of a lineage graph, from a body or from the query of a GET. Throws `field_invalid` with all problems, each with its
 * path.
 */
export function parseLineageGraphRequest(sent: unknown): LineageGraphRequest {
  const body: JsonObject = requireObject(sent);
  const problems: Problem[] = [];
  const reader: BodyReader = { body, problems };
  const request = {
    guid: readGuid(reader),
    direction: readDirection(reader),
    depth: readWhole(reader, 'depth', { least: 0, most: numberMax, absent: 3 }),
    hideProcess: readBoolean(reader, 'hideProcess'),
    allowDeletedProcess: readBoolean(reader, 'allowDeletedProcess'),
    offset: readWhole(reader, 'offset', { least: -1, most: numberMax, absent: -1 }),
    limit: readWhole(reader, 'limit', { least: -1, most: numberMax, absent: -1 }),
    nodes: readCriteria(body['entityFilters'], { at: 'entityFilters', problems }),
    parts: readParts(reader),
  };
  requireNoProblems('field_invalid', problems.slice(0, 50));
  return request;
}

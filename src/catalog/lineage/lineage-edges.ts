import { CompiledQuery } from 'kysely';
import { CatalogError } from '../../foundation/index.ts';
import type { Ast } from '../../search/index.ts';
import { lineageRelationships } from '../entities/lineage-flag.ts';
import { compileConditions, type Direction, type LineageScope } from './lineage-scope.ts';

/** A link between a process and an asset that it reads or writes. */
export interface LineageEdge {
  readonly guid: string;
  readonly process: string;
  readonly asset: string;
  /** Whether the process reads the asset; otherwise it writes it. */
  readonly reads: boolean;
}

/** The ends of a link in the direction of a walk: from where it comes, and where it leads. */
export function endsOf({ process, asset, reads }: LineageEdge, direction: Direction): readonly [string, string] {
  return reads === (direction === 'OUTPUT') ? [asset, process] : [process, asset];
}

/** Most links that one answer is made of. */
const edgesMax = 200_000;

/**
 * The links at `touching` that the filter lets through and whose ends are both `within`. SECURITY: `within` is what a walk passed, so
 * nothing is named that is not readable. Throws `query_rejected` for more than an answer should hold.
 */
export async function findLineageEdges(
  scope: LineageScope,
  { touching, within, links }: { touching: readonly string[]; within: readonly string[]; links: Ast },
): Promise<LineageEdge[]> {
  if (touching.length === 0) return [];
  const { params, link } = compileConditions(scope);
  const [at, among] = [`${params.add(touching)}::uuid[]`, `${params.add(within)}::uuid[]`];
  const types = `${params.add(lineageRelationships)}::text[]`;
  const most = params.add(edgesMax + 1);
  const wanted = `link.type_name = ANY (${types}) AND ${link(links)}
    AND link.end1_guid = ANY (${among}) AND link.end2_guid = ANY (${among})`;
  const columns = `link.guid, link.end1_guid AS process, link.end2_guid AS asset,
    link.type_name = 'catalog_process_inputs' AS reads`;
  const text = `
    SELECT ${columns} FROM relationship AS link WHERE link.end1_guid = ANY (${at}) AND ${wanted}
    UNION
    SELECT ${columns} FROM relationship AS link WHERE link.end2_guid = ANY (${at}) AND ${wanted}
    ORDER BY process, asset, guid LIMIT ${most}`;
  const query = CompiledQuery.raw(text, [...params.values]) as CompiledQuery<LineageEdge>;
  const { rows } = await scope.db.executeQuery(query);
  if (rows.length <= edgesMax) return rows;
  const message = `more than ${String(edgesMax)} links between these assets; ask for less depth or smaller pages`;
  throw new CatalogError('query_rejected', message);
}

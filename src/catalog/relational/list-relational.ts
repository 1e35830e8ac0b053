import type { Principal } from '../../identity/index.ts';
import { readSnapshot } from '../../postgres/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { filtersToAst, type NamesOfNumbers } from './filters-to-ast.ts';
import { describeRelational, type RelationalObject } from './relational-object.ts';
import {
  findNumbered,
  findRelational,
  openRelationalReading,
  type RelationalReading,
  type RelationalRow,
} from './relational-reading.ts';
import type { RelationalKind } from './relational-kind.ts';
import { listShapes, readListRequest, type ListValues, type RelationalRequest } from './relational-request.ts';

/** A page of a list, and where the next one begins. */
export interface RelationalPage<Listed> {
  readonly objects: readonly Listed[];
  /** `null` behind the last row. */
  readonly next: { readonly skip: number; readonly limit: number } | null;
  /** The members that are shown of each object; all of them when it is `null`. */
  readonly shown: readonly string[] | null;
}

/** The rows of a page and where the next one begins: one row more than the page holds is read, and says whether there is one. */
export async function findRelationalPage(
  reading: RelationalReading,
  kind: RelationalKind,
  { filters, sort, skip, limit, shown }: RelationalRequest,
): Promise<RelationalPage<RelationalRow>> {
  const namesOf: NamesOfNumbers = async (above, values) =>
    (await findNumbered(reading, { kinds: [above], field: 'id', values })).map(({ qualifiedName }) => qualifiedName);
  const query = await filtersToAst(filters, namesOf);
  const rows = await findRelational(reading, { kind, query, sort, window: { skip, limit: limit + 1 } });
  return {
    objects: rows.slice(0, limit),
    next: rows.length > limit ? { skip: skip + limit, limit } : null,
    shown,
  };
}

/**
 * A page of schemas, tables or columns that the actor may read (Alation wire, list conventions). Throws `parameters_unknown` with every key
 * that the list does not know, or whose value it cannot have.
 */
export async function listRelational(
  deps: CatalogDeps,
  principal: Principal,
  { kind, values }: { readonly kind: RelationalObject['kind']; readonly values: ListValues },
): Promise<RelationalPage<RelationalObject>> {
  const request = readListRequest(values, listShapes[kind]);
  // SECURITY: rights and rows of one moment, as for every search.
  return readSnapshot(deps.db, async (db) => {
    const reading = await openRelationalReading(deps, db, principal);
    const page = await findRelationalPage(reading, kind, request);
    return { ...page, objects: await describeRelational(reading, kind, page.objects) };
  });
}

import { assetCondition } from '../../access/index.ts';
import type { Principal } from '../../identity/index.ts';
import type { Db, Tx } from '../../postgres/index.ts';
import {
  all,
  allOf,
  createParameters,
  type Ast,
  type PageQuery,
  type PageSource,
  type Sort,
} from '../../search/index.ts';
import type { CatalogDeps } from '../deps.ts';
import type { AssetRow } from '../entities/asset-row.ts';
import { gatherAuthority, type Authority } from '../entities/authority.ts';
import { compileCondition } from '../search/compile-condition.ts';
import { conditionToAst } from '../search/condition-to-ast.ts';
import { assetSource, findPage } from '../search/find-page.ts';
import { relationalFields } from './relational-fields.ts';
import type { RelationalKind } from './relational-kind.ts';
import type { ListWindow } from './relational-request.ts';

/** An asset with its number. */
export type RelationalRow = AssetRow & { readonly number: number };

/** As much of an asset as it takes to name it. */
export interface NumberedRow {
  readonly number: number;
  readonly kind: RelationalKind;
  readonly guid: string;
  readonly name: string;
  readonly qualifiedName: string;
}

/** One actor's view of relational assets, all of one moment. */
export interface RelationalReading {
  readonly db: Db | Tx;
  readonly types: CatalogDeps['types'];
  readonly authority: Authority;
  /** What the actor may read. */
  readonly readable: Ast;
  readonly now: Date;
}

/** Which rows of one kind are wanted; in the order of their numbers unless `sort` says another. */
export interface RelationalQuery {
  readonly kind: RelationalKind;
  readonly query: Ast;
  readonly sort?: readonly Sort[];
  readonly window: ListWindow;
}

const rowSource: PageSource = {
  from: assetSource.from,
  alias: assetSource.alias,
  columns: `${assetSource.columns}, asset.number`,
  tieBreak: { field: 'id', sql: 'asset.number' },
  key: { sql: 'asset.guid', type: 'uuid' },
};

const numberedSource: PageSource = {
  ...rowSource,
  columns: `asset.number, relational_kind(asset.type_name, asset.state) AS kind, asset.guid, asset.name,
    asset.qualified_name AS "qualifiedName"`,
};

/** Gathers what the actor may read, as of this statement. */
export async function openRelationalReading(
  { types, clock }: CatalogDeps,
  db: Db | Tx,
  principal: Principal,
): Promise<RelationalReading> {
  const authority = await gatherAuthority({ types }, db, principal);
  const readable = conditionToAst(assetCondition(authority.facts, 'asset.read'), types);
  return { db, types, authority, readable, now: clock.now() };
}

/** The rows that fit and that the actor may read, as one query of one statement. */
export function relationalPageQuery(
  { readable, now }: Pick<RelationalReading, 'readable' | 'now'>,
  { kind, query, sort = [], window }: RelationalQuery,
  source: PageSource = rowSource,
): PageQuery {
  const params = createParameters();
  const ofKind: Ast = { kind: 'equals', field: 'kind', value: kind, caseInsensitive: false };
  return {
    source,
    // Compiled first, so that its values are the first of the statement.
    readable: compileCondition(readable, 'asset', { params, now }),
    context: { fields: relationalFields({ kind, readable, now }), params, now },
    search: {
      query: allOf([ofKind, query]),
      sort: sort.length === 0 ? [{ field: 'id', descending: false }] : sort,
      from: window.skip,
      size: window.limit,
      ...{ score: null, postFilter: null, trackTotalHits: false, searchAfter: null, aggregations: {} },
    },
  };
}

async function find<Row extends object>({ db }: RelationalReading, query: PageQuery): Promise<Row[]> {
  return (await findPage<Row>(db, query)).hits.map(({ row }) => row);
}

/** The rows that fit and that the actor may read, in one statement. */
export function findRelational(reading: RelationalReading, query: RelationalQuery): Promise<RelationalRow[]> {
  return find<RelationalRow>(reading, relationalPageQuery(reading, query));
}

/** How many types a kind has at most; each of them may have an asset of the same name. */
const typesOfKindMax = 16;

/** Which assets are wanted by what is theirs alone. */
export interface NumberedQuery {
  readonly kinds: readonly RelationalKind[];
  readonly field: 'id' | 'qualifiedName';
  readonly values: readonly (string | number)[];
}

/** The names of those of these kinds that have one of the values, as far as the actor may read them. Without values nothing is asked. */
export async function findNumbered(
  reading: RelationalReading,
  { kinds, field, values }: NumberedQuery,
): Promise<NumberedRow[]> {
  const wanted = [...new Set(values)];
  const [kind] = kinds;
  if (kind === undefined || wanted.length === 0) return [];
  const window = { skip: 0, limit: wanted.length * kinds.length * typesOfKindMax };
  const page = relationalPageQuery(reading, { kind, query: all, window }, numberedSource);
  const query = allOf([
    { kind: 'oneOf', field: 'kind', values: kinds },
    { kind: 'oneOf', field, values: wanted },
  ]);
  // Whoever wants to know the total of few gets them by a statement that is planned without the actor's rights, which takes a fraction.
  return find<NumberedRow>(reading, { ...page, search: { ...page.search, query, trackTotalHits: true } });
}

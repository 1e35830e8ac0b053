import { CompiledQuery } from 'kysely';
import { requireNoProblems, type JsonObject, type Problem } from '../foundation/index.ts';
import type { Db } from '../postgres/index.ts';
import {
  all,
  allOf,
  compileSort,
  compileWhere,
  createParameters,
  documentFields,
  type Ast,
  type CompileContext,
  type DocumentShape,
  type Search,
  type SortValue,
} from '../search/index.ts';

/** What a search of workflows or runs asks for; `from` and `size` as parsed, within the search room's limits. */
export type DocumentSearch = Pick<
  Search,
  'query' | 'postFilter' | 'sort' | 'from' | 'size' | 'searchAfter' | 'aggregations'
>;

export interface DocumentHit {
  /** The hit's `_id`: the name of the workflow or run. */
  readonly name: string;
  /** The hit's `_seq_no`: the order of creation, the same in every answer. */
  readonly seq: number;
  readonly sort: readonly SortValue[];
  readonly document: JsonObject;
}

export interface DocumentHits {
  readonly total: number;
  readonly hits: readonly DocumentHit[];
}

/** A table of documents: trusted SQL only. */
export interface DocumentTable extends DocumentShape {
  readonly from: string;
  readonly name: string;
  readonly seq: string;
  /** The document as answered. */
  readonly shown: string;
}

export interface DocumentQuery extends DocumentSearch {
  /** What the actor may know of; every search is narrowed by it. */
  readonly visible: Ast;
  readonly now: Date;
}

/** Refused rather than ignored: an answer without them would look like one to what was asked. */
function requireSupported({ searchAfter, aggregations }: DocumentSearch): void {
  const problems: Problem[] = [];
  const message = 'is not supported in a search of workflows or runs; page with `from` and `size`';
  if (searchAfter !== null) problems.push({ path: 'search_after', message });
  if (Object.keys(aggregations).length > 0) problems.push({ path: 'aggregations', message });
  requireNoProblems('query_rejected', problems);
}

function contextFor(table: DocumentTable, now: Date): CompileContext {
  return { fields: documentFields(table), params: createParameters(), now };
}

async function countMatches(
  db: Db,
  table: DocumentTable,
  { condition, now }: { condition: Ast; now: Date },
): Promise<number> {
  const context = contextFor(table, now);
  const where = compileWhere(condition, context);
  const text = `SELECT count(*)::int AS total FROM ${table.from} WHERE ${where}`;
  const { rows } = await db.executeQuery<{ total: number }>(CompiledQuery.raw(text, [...context.params.values]));
  return rows[0]?.total ?? 0;
}

/**
 * One page of documents and the count of all that match.
 * Newest first when no sort is given, and among equal sort keys: clients take the first hit for the latest run.
 */
export async function searchDocuments(db: Db, table: DocumentTable, query: DocumentQuery): Promise<DocumentHits> {
  requireSupported(query);
  const condition = allOf([query.visible, query.query, query.postFilter ?? all]);
  const context = contextFor(table, query.now);
  const where = compileWhere(condition, context);
  const terms = compileSort(query.sort, context);
  const shown = terms.map((term, index) => `, ${term.shown} AS sort${String(index)}`).join('');
  const order = [...terms.map((term) => term.sql), `${table.seq} DESC`].join(', ');
  const [size, from] = [context.params.add(query.size), context.params.add(query.from)];
  const text = `SELECT ${table.name} AS name, ${table.seq} AS seq, ${table.shown} AS document${shown}
    FROM ${table.from} WHERE ${where} ORDER BY ${order} LIMIT ${size} OFFSET ${from}`;
  type Row = { name: string; seq: number; document: JsonObject } & Record<`sort${number}`, SortValue>;
  const { rows } = await db.executeQuery<Row>(CompiledQuery.raw(text, [...context.params.values]));
  const hits = rows.map((row) => ({
    ...{ name: row.name, seq: row.seq, document: row.document },
    sort: terms.map((_, index) => row[`sort${index}`] ?? null),
  }));
  return { total: await countMatches(db, table, { condition, now: query.now }), hits };
}

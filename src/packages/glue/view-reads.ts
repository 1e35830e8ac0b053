import { type Table } from '@aws-sdk/client-glue';

import { isJsonObject } from '../../foundation/index.ts';
import { readTables, type TableName } from './read-tables.ts';
import { athenaBody, viewDefinition } from './view-definition.ts';

/** A table of the catalog that the view is in. */
export interface ViewRead {
  readonly database: string;
  readonly table: string;
}

/**
 * The tables that a view reads, as far as the source says so for certain: Athena keeps the database for bare names beside its statement, Spark
 * in a parameter, Hive writes every name in full in the expanded text. A bare name without such a word, or one of another catalog, is left out.
 */
export function viewReads(view: Table, catalogNames: readonly string[]): readonly ViewRead[] {
  const body = athenaBody(view.ViewOriginalText ?? '');
  const spark = view.Parameters?.['view.catalogAndNamespace.part.1'];
  const expanded = view.ViewExpandedText ?? '';
  if (isJsonObject(body)) {
    const schema = typeof body['schema'] === 'string' ? body['schema'] : null;
    return resolve(readTables(viewDefinition(view) ?? '', 'presto'), schema, catalogNames);
  }
  const text = expanded.trim() === '' || spark !== undefined ? (viewDefinition(view) ?? '') : expanded;
  return resolve(readTables(text, 'hive'), spark ?? null, catalogNames);
}

function resolve(names: readonly TableName[], schema: string | null, catalogNames: readonly string[]): ViewRead[] {
  return names.flatMap((name): ViewRead[] => {
    const [table = '', database = schema, catalog = null] = name.toReversed();
    if (database === null || (catalog !== null && !catalogNames.includes(catalog))) return [];
    return [{ database: database.toLowerCase(), table }];
  });
}

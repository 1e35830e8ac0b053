import { isJsonObject, type JsonObject } from '../../foundation/index.ts';
import { readCustomFields, type CustomField } from './custom-fields.ts';
import type { RelationalKind } from './relational-kind.ts';
import { joinPath } from './object-key.ts';
import { findNumbered, type RelationalReading, type RelationalRow } from './relational-reading.ts';

/** A schema, table or column as clients know it that name by numbers and dotted keys (Alation wire, shapes). */
export interface RelationalObject {
  readonly number: number;
  readonly kind: Exclude<RelationalKind, 'datasource'>;
  readonly guid: string;
  readonly typeName: string;
  /** With the database before it where the source has that level; only of schemas. */
  readonly name: string;
  readonly attributes: JsonObject;
  /** `null` for what the actor may not read, or is not there. */
  readonly datasource: number | null;
  readonly schema: { readonly number: number | null; readonly name: string };
  /** Of columns. */
  readonly table: { readonly number: number | null; readonly name: string };
  readonly key: string;
  readonly customFields: readonly CustomField[];
}

export function textOf(attributes: JsonObject, name: string): string | null {
  const value = attributes[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The names from the database, where there is one, to the schema. */
function schemaPath(kind: RelationalObject['kind'], { attributes, name }: RelationalRow): readonly string[] {
  const schema = kind === 'schema' ? name : textOf(attributes, 'schemaName');
  return [textOf(attributes, 'databaseName'), schema].filter((part) => part !== null);
}

/** Names of the columns above a nested one, outermost first. */
function columnsAbove({ attributes }: RelationalRow): readonly string[] {
  const hierarchy = attributes['columnHierarchy'];
  if (!Array.isArray(hierarchy)) return [];
  return hierarchy.flatMap((level) =>
    isJsonObject(level) && typeof level['name'] === 'string' ? [level['name']] : [],
  );
}

export function tableNameOf({ attributes }: Pick<RelationalRow, 'attributes'>): string | null {
  return textOf(attributes, 'tableName') ?? textOf(attributes, 'viewName');
}

export function tableQualifiedNameOf({ attributes }: Pick<RelationalRow, 'attributes'>): string | null {
  return textOf(attributes, 'tableQualifiedName') ?? textOf(attributes, 'viewQualifiedName');
}

/** `<data source>.<schema>.<table>.<column>`; a data source that the actor may not read is left empty. */
function keyOf(kind: RelationalObject['kind'], row: RelationalRow, datasource: number | null): string {
  const below: Readonly<Record<RelationalObject['kind'], readonly string[]>> = {
    schema: [],
    table: [row.name],
    column: [tableNameOf(row) ?? '', ...columnsAbove(row), row.name],
  };
  const path = joinPath([...schemaPath(kind, row), ...below[kind]]);
  return `${datasource === null ? '' : String(datasource)}.${path}`;
}

/** What stands above each kind, and by which name of the row. */
const namesAbove: Readonly<Record<Exclude<RelationalKind, 'column'>, (row: RelationalRow) => string | null>> = {
  datasource: ({ connectionQualifiedName }) => connectionQualifiedName,
  schema: ({ attributes }) => textOf(attributes, 'schemaQualifiedName'),
  table: tableQualifiedNameOf,
};

const kindsAbove = {
  schema: ['datasource'],
  table: ['datasource', 'schema'],
  column: ['datasource', 'schema', 'table'],
} as const satisfies Readonly<Record<RelationalObject['kind'], readonly (keyof typeof namesAbove)[]>>;

/** The numbers of what the rows of a page stand in, by kind and qualified name, as far as the actor may read it. */
async function findAbove(
  reading: RelationalReading,
  kind: RelationalObject['kind'],
  rows: readonly RelationalRow[],
): Promise<ReadonlyMap<string, number>> {
  const kinds = kindsAbove[kind];
  const names = kinds.flatMap((above) => rows.map(namesAbove[above])).filter((name) => name !== null);
  const found = await findNumbered(reading, { kinds, field: 'qualifiedName', values: names });
  return new Map(found.map((one) => [`${one.kind} ${one.qualifiedName}`, one.number]));
}

/**
 * The rows of one kind as the wire has them, in some statements however many there are.
 * SECURITY: what a row stands in shows by number only to who may read that too. Its names stand in the row itself.
 */
export async function describeRelational(
  reading: RelationalReading,
  kind: RelationalObject['kind'],
  rows: readonly RelationalRow[],
): Promise<RelationalObject[]> {
  if (rows.length === 0) return [];
  const numbers = await findAbove(reading, kind, rows);
  const customFieldsOf = await readCustomFields(reading, rows);
  return rows.map((row) => {
    const above = (kindAbove: keyof typeof namesAbove): number | null =>
      numbers.get(`${kindAbove} ${namesAbove[kindAbove](row) ?? ''}`) ?? null;
    const datasource = above('datasource');
    const schemaName = schemaPath(kind, row).join('.');
    const tableName = [...schemaPath(kind, row), tableNameOf(row)].filter(Boolean).join('.');
    return {
      number: row.number,
      kind,
      guid: row.guid,
      typeName: row.typeName,
      name: kind === 'schema' ? schemaName : row.name,
      attributes: row.attributes,
      datasource,
      schema: { number: above('schema'), name: schemaName },
      table: { number: above('table'), name: tableName },
      key: keyOf(kind, row, datasource),
      customFields: customFieldsOf(row),
    };
  });
}

import type { Ast, Field, FieldKind, FieldResolver } from '../../search/index.ts';
import { compileCondition } from '../search/compile-condition.ts';
import { kindSql, type RelationalKind } from './relational-kind.ts';

/** For whom fields are resolved. */
export interface RelationalScope {
  readonly kind: RelationalKind;
  /** What the actor may read, as `conditionToAst` gives it. */
  readonly readable: Ast;
  readonly now: Date;
}

function field(name: string, kind: FieldKind, sql: string): Field {
  return { name, kind, many: false, sql };
}

/** A text as it is, and without regard to case under `<name>.folded`; indexes of names are of the latter. */
function textFields(name: string, sql: string): readonly Field[] {
  return [field(name, 'keyword', sql), field(`${name}.folded`, 'lowercase', sql)];
}

function attributeSql(attribute: string): string {
  return `(asset.attributes ->> '${attribute}')`;
}

/** Answered by the one index on all attributes. */
function storedField(attribute: string): Field {
  return {
    ...field(attribute, 'keyword', attributeSql(attribute)),
    stored: { column: 'asset.attributes', key: attribute },
  };
}

/** What stands before the dots of a name: the database, where the source has that level, and the schema. */
const schemaNameSql = `concat_ws('.', ${attributeSql('databaseName')}, ${attributeSql('schemaName')})`;
const plainTableSql = `coalesce(${attributeSql('tableName')}, ${attributeSql('viewName')})`;

const nameSql: Readonly<Record<RelationalKind, string>> = {
  datasource: 'asset.name',
  schema: `concat_ws('.', ${attributeSql('databaseName')}, asset.name)`,
  table: 'asset.name',
  column: 'asset.name',
};

const common: readonly Field[] = [
  field('kind', 'keyword', kindSql('asset')),
  { ...field('id', 'long', 'asset.number'), required: true },
  field('guid', 'uuid', 'asset.guid'),
  field('qualifiedName', 'keyword', 'asset.qualified_name'),
  field('connection', 'keyword', 'asset.connection_qualified_name'),
  field('schema', 'keyword', attributeSql('schemaQualifiedName')),
  field('ownName', 'lowercase', 'asset.name'),
  storedField('tableQualifiedName'),
  storedField('viewQualifiedName'),
  storedField('databaseName'),
  storedField('schemaName'),
  storedField('tableName'),
  storedField('viewName'),
  ...textFields('title', attributeSql('displayName')),
  ...textFields('schema_name', schemaNameSql),
  ...textFields('table_name', `concat_ws('.', nullif(${schemaNameSql}, ''), ${plainTableSql})`),
  ...textFields('plain_table_name', plainTableSql),
  field(
    'position',
    'long',
    `(CASE WHEN jsonb_typeof(asset.attributes -> 'order') = 'number' THEN (asset.attributes -> 'order')::numeric END)`,
  ),
];

/** By which column of the row something above it is named. */
const namedBy: ReadonlyMap<string, { readonly kind: RelationalKind; readonly sql: string }> = new Map([
  ['ds_id', { kind: 'datasource', sql: 'asset.connection_qualified_name' }],
  ['schema_id', { kind: 'schema', sql: attributeSql('schemaQualifiedName') }],
  [
    'table_id',
    { kind: 'table', sql: `coalesce(${attributeSql('tableQualifiedName')}, ${attributeSql('viewQualifiedName')})` },
  ],
]);

/**
 * The fields of relational assets by the names of the wire, on the row called `asset`.
 * SECURITY: the number of what a row stands in is a field only as far as the actor may read that too.
 */
export function relationalFields({ kind, readable, now }: RelationalScope): FieldResolver {
  const own = new Map([...common, ...textFields('name', nameSql[kind])].map((one) => [one.name, one]));
  return (name, params) => {
    const above = namedBy.get(name);
    if (above === undefined) return own.get(name) ?? null;
    const withValue = (predicate: (value: string) => string): string =>
      `${above.sql} IN (SELECT other.qualified_name FROM asset AS other WHERE ${kindSql('other')} = '${above.kind}'
        AND ${compileCondition(readable, 'other', { params, now })} AND ${predicate('other.number')})`;
    return { ...field(name, 'long', above.sql), withValue };
  };
}

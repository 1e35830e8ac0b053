/**
 * What an asset is to clients that know data sources, schemas, tables and columns (Alation wire, mapping from a generic catalog). Which types
 * are what says `relational_kind` of migration 0029.
 */
export type RelationalKind = 'datasource' | 'schema' | 'table' | 'column';

/** SQL of the kind of the row called `alias`; null for everything else, and for what is archived. */
export function kindSql(alias: string): string {
  return `relational_kind(${alias}.type_name, ${alias}.state)`;
}

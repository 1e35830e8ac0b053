import type { JsonObject } from '../../foundation/index.ts';
import { sql, type Db, type Tx } from '../../postgres/index.ts';
import type { TagDefinition } from './tag-definition.ts';

/** The categories of types that people define, apart from tags. */
export type DefinedCategory = 'BUSINESS_METADATA' | 'ENUM' | 'STRUCT';

/** A set of custom metadata, an enumeration or a struct that somebody has defined. It is described as tags are. */
export interface TypeDefinition extends TagDefinition {
  readonly category: DefinedCategory;
  /** What a value may be, in the order of people; of enumerations only. */
  readonly elementDefs: readonly JsonObject[];
}

const columns = sql`
  guid, category, name, display_name AS "displayName", description, options, attribute_defs AS "attributeDefs",
  element_defs AS "elementDefs", created_by AS "createdBy", updated_by AS "updatedBy", create_time AS "createTime",
  update_time AS "updateTime", version`;

/** All of these categories, by what people call them. */
export async function listTypeDefinitions(
  db: Db | Tx,
  categories: readonly DefinedCategory[],
): Promise<TypeDefinition[]> {
  if (categories.length === 0) return [];
  const { rows } = await sql<TypeDefinition>`
    SELECT ${columns} FROM type_definition WHERE category = ANY(${categories}::text[])
    ORDER BY display_name, name`.execute(db);
  return rows;
}

/** The one with this name or this guid, lower case; `null` when there is none. */
export async function findTypeDefinition(
  db: Db | Tx,
  by: { readonly name: string } | { readonly guid: string },
): Promise<TypeDefinition | null> {
  const named = 'name' in by ? sql`name = ${by.name}` : sql`guid = ${by.guid}::uuid`;
  const { rows } = await sql<TypeDefinition>`SELECT ${columns} FROM type_definition WHERE ${named}`.execute(db);
  return rows[0] ?? null;
}

/** The sets of custom metadata with these internal names, by what people call them. */
export async function listSetsByName(db: Db | Tx, names: readonly string[]): Promise<TypeDefinition[]> {
  if (names.length === 0) return [];
  const { rows } = await sql<TypeDefinition>`
    SELECT ${columns} FROM type_definition WHERE category = 'BUSINESS_METADATA' AND name = ANY(${names}::text[])
    ORDER BY display_name, name`.execute(db);
  return rows;
}

/**
 * The sets of custom metadata with these internal names, kept from being purged until the transaction ends. INVARIANT: whoever
 * writes a value of a set reads it here first; a purge waits for them and then finds what they have written.
 */
export async function keepCustomMetadataSets(tx: Tx, names: readonly string[]): Promise<TypeDefinition[]> {
  if (names.length === 0) return [];
  const { rows } = await sql<TypeDefinition>`
    SELECT ${columns} FROM type_definition
    WHERE category = 'BUSINESS_METADATA' AND name = ANY(${[...new Set(names)]}::text[])
    ORDER BY name FOR KEY SHARE`.execute(tx);
  return rows;
}

/** What the enumerations of these names have for members. One that is changed meanwhile is read as it was before. */
export async function listEnumsByName(
  db: Db | Tx,
  names: readonly string[],
): Promise<Pick<TypeDefinition, 'name' | 'elementDefs'>[]> {
  if (names.length === 0) return [];
  const { rows } = await sql<Pick<TypeDefinition, 'name' | 'elementDefs'>>`
    SELECT name, element_defs AS "elementDefs" FROM type_definition
    WHERE category = 'ENUM' AND name = ANY(${[...new Set(names)]}::text[])`.execute(db);
  return rows;
}

export async function insertTypeDefinition(tx: Tx, type: TypeDefinition): Promise<void> {
  await tx
    .insertInto('type_definition')
    .values({
      ...{ guid: type.guid, category: type.category, name: type.name, display_name: type.displayName },
      ...{ description: type.description, options: JSON.stringify(type.options) },
      ...{ attribute_defs: JSON.stringify(type.attributeDefs), element_defs: JSON.stringify(type.elementDefs) },
      ...{ created_by: type.createdBy, updated_by: type.updatedBy },
      ...{ create_time: type.createTime, update_time: type.updateTime, version: type.version },
    })
    .execute();
}

/** Writes what may change of a definition. */
export async function updateTypeDefinition(tx: Tx, type: TypeDefinition): Promise<void> {
  await tx
    .updateTable('type_definition')
    .set({
      ...{ display_name: type.displayName, description: type.description, options: JSON.stringify(type.options) },
      ...{ attribute_defs: JSON.stringify(type.attributeDefs), element_defs: JSON.stringify(type.elementDefs) },
      ...{ updated_by: type.updatedBy, update_time: type.updateTime, version: type.version },
    })
    .where('guid', '=', type.guid)
    .execute();
}

export async function deleteTypeDefinition(tx: Tx, guid: string): Promise<void> {
  await tx.deleteFrom('type_definition').where('guid', '=', guid).execute();
}

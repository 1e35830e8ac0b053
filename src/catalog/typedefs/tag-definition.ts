import { randomInt } from 'node:crypto';
import { newNanoid, type JsonObject } from '../../foundation/index.ts';
import { sql, type Db, type Tx } from '../../postgres/index.ts';

/** A tag that there is. */
export interface TagDefinition {
  readonly guid: string;
  /** Internal: what assets, purposes and policies call it. */
  readonly name: string;
  readonly displayName: string;
  readonly description: string | null;
  readonly options: JsonObject;
  readonly attributeDefs: readonly JsonObject[];
  readonly createdBy: string;
  readonly updatedBy: string;
  /** Epoch milliseconds. */
  readonly createTime: number;
  /** Epoch milliseconds. */
  readonly updateTime: number;
  readonly version: number;
}

const columns = sql`
  guid, name, display_name AS "displayName", description, options, attribute_defs AS "attributeDefs",
  created_by AS "createdBy", updated_by AS "updatedBy", create_time AS "createTime", update_time AS "updateTime", version`;

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A fresh internal name of a tag, a set or one of their attributes: a letter and 21 letters and digits (Atlan wire). */
export function newInternalName(): string {
  return letters.charAt(randomInt(letters.length)) + newNanoid(21);
}

export async function listTagDefinitions(db: Db | Tx): Promise<TagDefinition[]> {
  const { rows } = await sql<TagDefinition>`SELECT ${columns} FROM tag_definition ORDER BY display_name, name`.execute(
    db,
  );
  return rows;
}

/** The one with this internal name or this guid, lower case; `null` when there is none. */
export async function findTagDefinition(
  db: Db | Tx,
  by: { readonly name: string } | { readonly guid: string },
): Promise<TagDefinition | null> {
  const named = 'name' in by ? sql`name = ${by.name}` : sql`guid = ${by.guid}::uuid`;
  const { rows } = await sql<TagDefinition>`SELECT ${columns} FROM tag_definition WHERE ${named}`.execute(db);
  return rows[0] ?? null;
}

/** What people call the tags with these internal names. */
export async function findTagTitles(db: Db | Tx, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (names.length === 0) return new Map();
  const { rows } = await sql<Pick<TagDefinition, 'name' | 'displayName'>>`
    SELECT name, display_name AS "displayName" FROM tag_definition WHERE name = ANY(${names}::text[])`.execute(db);
  return new Map(rows.map(({ name, displayName }) => [name, displayName]));
}

/**
 * Keeps everybody else from changing definitions until the transaction ends; reading and tagging go on. The original answers 423 to
 * a change at the same time, after which one client asks again for ever: here the second one waits.
 */
export async function holdTypedefs(tx: Tx): Promise<void> {
  await sql`LOCK TABLE tag_definition, type_definition IN SHARE ROW EXCLUSIVE MODE`.execute(tx);
}

/**
 * The tags of these internal names, by name, kept from being purged until the transaction ends. INVARIANT: whoever makes something
 * speak of a tag reads it here first; a purge waits for them and then finds what they have made.
 */
export async function keepTagDefinitions(
  tx: Tx,
  names: readonly string[],
): Promise<ReadonlyMap<string, Pick<TagDefinition, 'name' | 'attributeDefs'>>> {
  if (names.length === 0) return new Map();
  const { rows } = await sql<Pick<TagDefinition, 'name' | 'attributeDefs'>>`
    SELECT name, attribute_defs AS "attributeDefs" FROM tag_definition
    WHERE name = ANY(${[...new Set(names)]}::text[]) ORDER BY name FOR KEY SHARE`.execute(tx);
  return new Map(rows.map((row) => [row.name, row]));
}

/** Those of the internal names that no tag has, in their order. The tags of the others stay until the transaction ends. */
export async function findUnknownTags(tx: Tx, names: readonly string[]): Promise<string[]> {
  const known = await keepTagDefinitions(tx, names);
  return [...new Set(names)].filter((name) => !known.has(name));
}

export async function insertTagDefinition(tx: Tx, tag: TagDefinition): Promise<void> {
  await tx
    .insertInto('tag_definition')
    .values({
      ...{ guid: tag.guid, name: tag.name, display_name: tag.displayName, description: tag.description },
      ...{ options: JSON.stringify(tag.options), attribute_defs: JSON.stringify(tag.attributeDefs) },
      ...{ created_by: tag.createdBy, updated_by: tag.updatedBy },
      ...{ create_time: tag.createTime, update_time: tag.updateTime, version: tag.version },
    })
    .execute();
}

/** Writes what may change of a tag. */
export async function updateTagDefinition(tx: Tx, tag: TagDefinition): Promise<void> {
  await tx
    .updateTable('tag_definition')
    .set({
      ...{ display_name: tag.displayName, description: tag.description },
      ...{ options: JSON.stringify(tag.options), attribute_defs: JSON.stringify(tag.attributeDefs) },
      ...{ updated_by: tag.updatedBy, update_time: tag.updateTime, version: tag.version },
    })
    .where('guid', '=', tag.guid)
    .execute();
}

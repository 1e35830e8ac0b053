import { requireCapability } from '../../access/index.ts';
import { CatalogError, type ErrorCode, type JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { retryTransaction, sql, type Tx } from '../../postgres/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { builtInNames, typedefUnknown } from './list-typedefs.ts';
import { definedLists, readDefinitions, type DefinedList } from './read-definitions.ts';
import { recordDefinitions, type RecordedDefinitions } from './record-definitions.ts';
import { holdTypedefs, listTagDefinitions, type TagDefinition } from './tag-definition.ts';
import { deleteTypeDefinition, listTypeDefinitions, type DefinedCategory } from './type-definition.ts';

/** A definition that is to go. */
interface Doomed extends TagDefinition {
  readonly category: DefinedCategory | 'CLASSIFICATION';
}

interface Usage {
  readonly assets: number;
  readonly purposes: number;
}

/** Archived ones too: what is restored would speak of a tag that is gone. */
async function countTagUses(tx: Tx, name: string): Promise<Usage> {
  const { rows } = await sql<Usage>`
    SELECT
      (SELECT count(*) FROM asset WHERE (direct_tag_names <> '{}' AND direct_tag_names && ${[name]}::text[])
        OR (propagated_tag_names <> '{}' AND propagated_tag_names && ${[name]}::text[])) AS assets,
      (SELECT count(*) FROM (
        SELECT guid FROM purpose WHERE ${name} = ANY(tag_names)
        UNION
        SELECT guid FROM asset WHERE type_name = 'Purpose' AND attributes -> 'purposeClassifications' ? ${name}
      ) AS speaking) AS purposes`.execute(tx);
  return rows[0] ?? { assets: 0, purposes: 0 };
}

/** Assets with a value of the set, archived ones and values of archived attributes included. */
async function countSetUses(tx: Tx, name: string): Promise<number> {
  const { rows } = await sql<{ assets: number }>`
    SELECT count(*) AS assets FROM asset
    WHERE business_attributes <> '{}' AND business_attributes ? ${name}`.execute(tx);
  return rows[0]?.assets ?? 0;
}

function counted(count: number, noun: string): string[] {
  if (count === 0) return [];
  return [`${count} ${noun}${count === 1 ? '' : 's'}`];
}

function requireUnused(code: ErrorCode, what: string, uses: readonly string[]): void {
  if (uses.length === 0) return;
  throw new CatalogError(code, `${what} is in use by ${uses.join(' and ')}, archived ones included`);
}

/** SECURITY: a tag that is gone would take along every deny that speaks of it, so it must be in use nowhere. */
async function purgeTag(tx: Tx, { name, displayName }: Doomed): Promise<void> {
  // Waits for whoever is just about to use the tag, and what they have made counts.
  await sql`SELECT FROM tag_definition WHERE name = ${name} FOR UPDATE`.execute(tx);
  const { assets, purposes } = await countTagUses(tx, name);
  requireUnused('tag_in_use', `tag \`${displayName}\``, [...counted(assets, 'asset'), ...counted(purposes, 'purpose')]);
  await sql`DELETE FROM tag_definition WHERE name = ${name}`.execute(tx);
}

/**
 * COMPAT: an asset that spoke of a set that is gone could not be read by official clients. So nothing may speak of it, and nothing is
 * left of it on any asset.
 */
async function purgeSet(tx: Tx, { guid, name, displayName }: Doomed): Promise<void> {
  // Waits for whoever is just writing a value of the set, and what they have written counts.
  await sql`SELECT FROM type_definition WHERE name = ${name} FOR UPDATE`.execute(tx);
  const uses = counted(await countSetUses(tx, name), 'asset');
  requireUnused('custom_metadata_in_use', `custom metadata \`${displayName}\``, uses);
  await deleteTypeDefinition(tx, guid);
}

/** COMPAT: an enumeration goes whoever uses it. Attributes of its type stay, with their values, and take any text from then on. */
async function purge(tx: Tx, definition: Doomed): Promise<void> {
  if (definition.category === 'CLASSIFICATION') await purgeTag(tx, definition);
  else if (definition.category === 'BUSINESS_METADATA') await purgeSet(tx, definition);
  else await deleteTypeDefinition(tx, definition.guid);
}

async function listPurgeable(tx: Tx): Promise<Doomed[]> {
  const tags = await listTagDefinitions(tx);
  return [
    ...tags.map((tag): Doomed => ({ ...tag, category: 'CLASSIFICATION' })),
    ...(await listTypeDefinitions(tx, ['BUSINESS_METADATA', 'ENUM', 'STRUCT'])),
  ];
}

/** Which definition is meant, and of which category when that is said. */
interface Named {
  readonly category: Doomed['category'] | null;
  readonly guid: string | null;
  readonly name: string | null;
}

function isMeant({ category, guid, name }: Named, definition: Doomed, by: 'guid' | 'name'): boolean {
  if (category !== null && definition.category !== category) return false;
  return by === 'guid' ? definition.guid === guid?.toLowerCase() : definition.name === name;
}

function byKind(gone: readonly Doomed[]): RecordedDefinitions {
  const of = (category: Doomed['category']) => gone.filter((definition) => definition.category === category);
  return { enums: of('ENUM'), structs: of('STRUCT'), tags: of('CLASSIFICATION'), sets: of('BUSINESS_METADATA') };
}

async function purgeNamed(deps: CatalogDeps, principal: Principal, wanted: readonly Named[]): Promise<void> {
  requireCapability(principal, 'typedef.manage');
  if (wanted.length === 0) return;
  await retryTransaction(deps.db, async (tx) => {
    await holdTypedefs(tx);
    const known = await listPurgeable(tx);
    const gone = new Set<Doomed>();
    for (const one of wanted) {
      const meant = (by: 'guid' | 'name') => known.find((definition) => isMeant(one, definition, by));
      const definition = meant('guid') ?? meant('name');
      if (definition === undefined) throw refusePurge(deps, one.name ?? one.guid ?? '');
      if (gone.has(definition)) continue;
      await purge(tx, definition);
      gone.add(definition);
    }
    await recordDefinitions(tx, principal, { verb: 'purge', definitions: byKind([...gone]) });
  });
}

function refusePurge({ types }: CatalogDeps, name: string): CatalogError {
  if (!builtInNames(types).has(name)) return typedefUnknown(name);
  return new CatalogError('type_built_in', `\`${name}\` is a built-in type and stays`);
}

/**
 * Removes a tag, a set of custom metadata, an enumeration or a struct (Atlan wire: DELETE of `types/typedef/name/{name}`, by internal
 * name where there is one). Throws `permission_denied` (no `typedef.manage`), `type_unknown`, `type_built_in`, and with the counts
 * `tag_in_use` and `custom_metadata_in_use`.
 */
export function purgeTypedef(deps: CatalogDeps, principal: Principal, name: string): Promise<void> {
  return purgeNamed(deps, principal, [{ category: null, guid: null, name }]);
}

const categoryOfList: Readonly<Record<DefinedList, Doomed['category']>> = {
  enumDefs: 'ENUM',
  structDefs: 'STRUCT',
  classificationDefs: 'CLASSIFICATION',
  businessMetadataDefs: 'BUSINESS_METADATA',
};

/** The same for everything that the lists name by guid or name, all or none (Atlan wire: DELETE of `types/typedefs`). */
export async function purgeTypedefs(deps: CatalogDeps, principal: Principal, lists: JsonObject): Promise<void> {
  requireCapability(principal, 'typedef.manage');
  const drafts = readDefinitions(lists);
  const wanted = definedLists.flatMap((list) =>
    drafts[list].map(({ guid, name }) => ({ category: categoryOfList[list], guid, name })),
  );
  await purgeNamed(deps, principal, wanted);
}

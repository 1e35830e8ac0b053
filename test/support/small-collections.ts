import type { MutationResult } from '../../src/catalog/index.ts';
import type { JsonObject } from '../../src/foundation/index.ts';
import type { Principal } from '../../src/identity/index.ts';
import { entity, named, type SmallCatalog } from './small-catalog.ts';

/** Something in a query collection, or the collection itself. */
export interface Placed {
  readonly typeName: 'Collection' | 'Folder' | 'Query';
  readonly guid: string;
  readonly qualifiedName: string;
  readonly name: string;
}

function created({ mutatedEntities }: MutationResult): Placed {
  const [header] = mutatedEntities?.CREATE ?? [];
  const { typeName = 'Query', guid = '', attributes = {} } = header ?? {};
  const [qualifiedName, name] = [String(attributes['qualifiedName']), String(attributes['name'])];
  return { typeName: typeName as Placed['typeName'], guid, qualifiedName, name };
}

/** How a client refers to it. */
export function referenceTo({ typeName, qualifiedName }: Placed): JsonObject {
  return named(typeName, qualifiedName);
}

/** What a client sends to change it. */
export function updateOf(placed: Placed, attributes: JsonObject): JsonObject {
  const { typeName, guid, qualifiedName, name } = placed;
  return { typeName, guid, attributes: { qualifiedName, name, ...attributes } };
}

export async function makeCollection(
  catalog: SmallCatalog,
  by: Principal,
  attributes: JsonObject = {},
): Promise<Placed> {
  return created(await catalog.saveAs(by, entity('Collection', 'c', attributes)));
}

/** A folder or query called `name` in a collection or folder. */
export async function makeIn(
  catalog: SmallCatalog,
  by: Principal,
  { typeName, parent, name }: { typeName: 'Folder' | 'Query'; parent: Placed; name: string },
): Promise<Placed> {
  const attributes = { parent: referenceTo(parent), ...(typeName === 'Query' ? { rawQueryText: 'SELECT 1' } : {}) };
  return created(await catalog.saveAs(by, entity(typeName, name, attributes)));
}

import {
  deleteEntities,
  getEntityByGuid,
  loadTypeRegistry,
  saveEntities,
  type CatalogDeps,
  type DeleteType,
  type EntityDetail,
  type EntityHeader,
  type MutationResult,
} from '../../src/catalog/index.ts';
import { fixedClock, type FixedClock, type JsonObject } from '../../src/foundation/index.ts';
import type { Principal } from '../../src/identity/index.ts';
import { createSmallWorkspace, type SmallWorkspace } from './small-workspace.ts';

const types = loadTypeRegistry();

/** A reference by qualified name, as clients send it. */
export function named(typeName: string, qualifiedName: string): JsonObject {
  return { typeName, uniqueAttributes: { qualifiedName } };
}

/** A reference by guid or placeholder. */
export function byGuid(typeName: string, guid: string): JsonObject {
  return { typeName, guid };
}

/** An entity whose name is the last part of its qualified name. */
export function entity(typeName: string, qualifiedName: string, attributes: JsonObject = {}): JsonObject {
  const name = qualifiedName.split('/').at(-1) ?? '';
  return { typeName, attributes: { qualifiedName, name, ...attributes } };
}

/** The qualified names in one list of a mutation, in order; `null` when the list is absent. */
export function namesOf(headers: readonly EntityHeader[] | undefined): string[] | null {
  return headers === undefined ? null : headers.map(({ attributes }) => String(attributes['qualifiedName']));
}

/** A small workspace with a catalog in it and `owner`, the admin of the connection `connection`. */
export interface SmallCatalog extends SmallWorkspace {
  readonly deps: CatalogDeps;
  readonly time: FixedClock;
  readonly owner: Principal;
  readonly connection: string;
  /** As `owner`. */
  save(...entities: readonly JsonObject[]): Promise<MutationResult>;
  saveAs(principal: Principal, ...entities: readonly JsonObject[]): Promise<MutationResult>;
  /** As `owner`. */
  get(guid: string): Promise<EntityDetail['entity']>;
  /** As `owner`. */
  remove(deleteType: DeleteType, ...guids: readonly string[]): Promise<MutationResult>;
  /** The guid of what was created or found under a placeholder or as the only created asset. */
  createdGuid(result: MutationResult): string;
}

/** A fresh database with one admin user and one connection. */
export async function createSmallCatalog(): Promise<SmallCatalog> {
  const workspace = await createSmallWorkspace();
  const time = fixedClock();
  const deps: CatalogDeps = { db: workspace.db, clock: time, types };
  const owner = await workspace.addUser('olga', 'admin');
  const connection = 'default/glue/1';
  const saveAs = (principal: Principal, ...entities: readonly JsonObject[]) =>
    saveEntities(deps, principal, { entities });
  await saveAs(owner, entity('Connection', connection, { connectorName: 'glue', category: 'lake' }));
  return {
    ...workspace,
    deps,
    time,
    owner,
    connection,
    saveAs,
    save: (...entities) => saveAs(owner, ...entities),
    get: async (guid) => (await getEntityByGuid(deps, owner, { guid })).entity,
    remove: (deleteType, ...guids) => deleteEntities(deps, owner, { guids, deleteType }),
    createdGuid: ({ mutatedEntities }) => mutatedEntities?.CREATE?.[0]?.guid ?? '',
  };
}

import { createTypedefs, saveEntities, type MutationResult, type SaveRequest } from '../../src/catalog/index.ts';
import type { JsonObject, JsonValue } from '../../src/foundation/index.ts';
import type { Principal } from '../../src/identity/index.ts';
import { createSmallCatalog, type SmallCatalog } from './small-catalog.ts';

/** The flags of a save that are about custom metadata. */
export type CustomMetadataFlags = Pick<SaveRequest, 'replaceBusinessAttributes' | 'overwriteBusinessAttributes'>;

/** What is sent counts, the rest stays. */
export const merging: CustomMetadataFlags = { replaceBusinessAttributes: true };
/** What is sent is all there will be. */
export const replacing: CustomMetadataFlags = { replaceBusinessAttributes: true, overwriteBusinessAttributes: true };

/** A set and its attributes by what people call them, as internal names. */
export interface DefinedSet {
  readonly set: string;
  readonly guid: string;
  readonly ids: Readonly<Record<string, string>>;
}

/** A small catalog in which sets of custom metadata are defined. */
export interface CustomMetadataCatalog extends SmallCatalog {
  /** Defines a set with these attributes, each name → type or all of its definition. */
  defineSet(displayName: string, attributes: Readonly<Record<string, string | JsonObject>>): Promise<DefinedSet>;
  defineEnum(name: string, ...values: readonly string[]): Promise<void>;
  /** As `owner`. */
  saveWith(flags: CustomMetadataFlags, ...entities: readonly JsonObject[]): Promise<MutationResult>;
  saveWithAs(
    principal: Principal,
    flags: CustomMetadataFlags,
    ...entities: readonly JsonObject[]
  ): Promise<MutationResult>;
  /** The custom metadata of an asset, as `owner` reads it. */
  valuesOf(guid: string): Promise<JsonObject>;
}

/** A fresh database with one admin user, one connection and the set that comes with the server. */
export async function createCustomMetadataCatalog(): Promise<CustomMetadataCatalog> {
  const catalog = await createSmallCatalog();
  const { deps, owner } = catalog;
  const saveWithAs: CustomMetadataCatalog['saveWithAs'] = (principal, flags, ...entities) =>
    saveEntities(deps, principal, { entities, ...flags });
  return {
    ...catalog,
    defineSet: async (displayName, attributes) => {
      const attributeDefs = Object.entries(attributes).map(([name, definition]): JsonObject => {
        const described = typeof definition === 'string' ? { typeName: definition } : definition;
        return { displayName: name, name: '', isNew: true, ...described };
      });
      const lists = { businessMetadataDefs: [{ name: displayName, displayName, attributeDefs }] };
      const [made] = (await createTypedefs(deps, owner, { lists })).businessMetadataDefs;
      const defined = made?.['attributeDefs'] as readonly Record<string, JsonValue>[];
      const ids = Object.fromEntries(defined.map((it) => [String(it['displayName']), String(it['name'])]));
      return { set: String(made?.['name']), guid: String(made?.['guid']), ids };
    },
    defineEnum: async (name, ...values) => {
      const elementDefs = values.map((value, ordinal) => ({ value, ordinal }));
      await createTypedefs(deps, owner, { lists: { enumDefs: [{ name, elementDefs }] } });
    },
    saveWithAs,
    saveWith: (flags, ...entities) => saveWithAs(owner, flags, ...entities),
    valuesOf: async (guid) => (await catalog.get(guid)).businessAttributes,
  };
}

import type { Db, Tx } from '../../postgres/index.ts';
import type { AssetRow } from '../entities/asset-row.ts';
import { findAssetsByGuid } from '../entities/asset-store.ts';
import type { Authority } from '../entities/authority.ts';
import { findLinkedAssets, type LinkedAsset } from '../entities/link-store.ts';
import type { TypeRegistry } from '../types/type-registry.ts';
import type { ShownParts } from './render-hit.ts';

/** What stands at the other ends of the links that a search asks to see. */
export interface Related {
  /** The links of each asset, by its guid. */
  readonly links: ReadonlyMap<string, readonly LinkedAsset[]>;
  /** Linked assets by guid, where more than their name is asked for. */
  readonly rows: ReadonlyMap<string, AssetRow>;
}

export interface RelatedDeps {
  readonly db: Db | Tx;
  readonly types: TypeRegistry;
  readonly authority: Authority;
}

const termAssignment = 'AtlasGlossarySemanticAssignment';

/** The definitions behind the requested relationships, and that of the terms, which every hit shows. */
function requestedLinks(types: TypeRegistry, rows: readonly AssetRow[], request: ShownParts): string[] {
  const typeNames = new Set(rows.map(({ typeName }) => typeName));
  const names = new Set(request.flags.excludeMeanings ? [] : [termAssignment]);
  for (const typeName of typeNames) {
    for (const attribute of request.attributes) {
      for (const side of types.relationships.sidesOf(typeName, attribute)) names.add(side.def.name);
    }
  }
  return [...names];
}

/** Attributes of related assets that the link does not bring along already. */
function needsRows(request: ShownParts): boolean {
  return request.relationAttributes.some((name) => name !== 'name' && name !== 'qualifiedName');
}

/**
 * Finds the links that the search asks to see. SECURITY: a reference tells that an asset exists and what it is called, so only
 * those that the actor may read are there. Archived ones are there on demand.
 */
export async function findRelated(
  { db, types, authority }: RelatedDeps,
  rows: readonly AssetRow[],
  request: ShownParts,
): Promise<Related> {
  const definitions = requestedLinks(types, rows, request);
  const guids = rows.map(({ guid }) => guid);
  const found = definitions.length === 0 ? [] : await findLinkedAssets(db, guids, definitions);
  const shown = found.filter(
    (link) => (request.flags.allowDeletedRelations || link.state === 'ACTIVE') && authority.may('asset.read', link),
  );
  const others = needsRows(request) ? await findAssetsByGuid(db, [...new Set(shown.map(({ guid }) => guid))]) : [];
  return {
    links: Map.groupBy(shown, ({ self }) => self),
    rows: new Map(others.map((row) => [row.guid, row])),
  };
}

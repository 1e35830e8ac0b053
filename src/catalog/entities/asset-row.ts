import type { AssetFacts } from '../../policy/index.ts';
import type { JsonObject } from '../../foundation/index.ts';
import type { TypeRegistry } from '../types/type-registry.ts';

export type AssetState = 'ACTIVE' | 'DELETED';
export type DeleteType = 'SOFT' | 'HARD' | 'PURGE';

/** One asset as it is stored. `name` and `qualifiedName` are not repeated inside `attributes`. */
export interface AssetRow {
  readonly guid: string;
  readonly typeName: string;
  readonly qualifiedName: string;
  readonly name: string;
  readonly state: AssetState;
  readonly connectionQualifiedName: string | null;
  readonly attributes: JsonObject;
  readonly customAttributes: JsonObject;
  readonly businessAttributes: JsonObject;
  readonly labels: readonly string[];
  readonly createdBy: string;
  readonly updatedBy: string;
  /** Epoch milliseconds. */
  readonly createTime: number;
  /** Epoch milliseconds. */
  readonly updateTime: number;
  readonly version: number;
  readonly deleteHandler: DeleteType | null;
}

/** What a decision about an asset needs to know of it. */
export function factsOf(types: TypeRegistry, asset: Omit<AssetFacts, 'superTypes'>): AssetFacts {
  const { guid, qualifiedName, typeName, connectionQualifiedName, createdBy } = asset;
  const superTypes = types.types.get(typeName)?.ancestors ?? [];
  const known = { qualifiedName, typeName, superTypes, connectionQualifiedName, createdBy };
  return guid === undefined ? known : { guid, ...known };
}

/** Types whose qualified names are paths of their own, not paths below a connection. */
const connectionless = [
  'Namespace',
  'Query',
  'AccessControl',
  'AuthPolicy',
  'AtlasGlossary',
  'AtlasGlossaryTerm',
  'AtlasGlossaryCategory',
  'DataMesh',
];

/** A connection's own name at the head of the name of something beneath it. */
const connectionPath = /^default\/[^/]*\/[^/]*(?=\/)/;

/**
 * The connection whose rules an asset falls under, or `null`.
 * SECURITY: the path decides wherever there is one. A `connectionQualifiedName` that disagrees with it is data, never
 * authority: else an admin of one connection could write into the path of another.
 */
export function connectionOf(
  types: TypeRegistry,
  asset: { typeName: string; qualifiedName: string; attributes: JsonObject },
): string | null {
  if (asset.typeName === 'Connection') return asset.qualifiedName;
  if (connectionless.some((family) => types.isA(asset.typeName, family))) return null;
  const path = connectionPath.exec(asset.qualifiedName);
  if (path !== null) return path[0];
  const named = asset.attributes['connectionQualifiedName'];
  return typeof named === 'string' && named !== '' ? named : null;
}

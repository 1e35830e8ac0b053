import { workspaceRoots } from '../../access/index.ts';
import type { AssetFacts } from '../../policy/index.ts';
import { invariant, type JsonObject } from '../../foundation/index.ts';
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
  /** Of a readme, link or contract, as long as there is what it hangs on. */
  readonly host: AssetHost | null;
  readonly attributes: JsonObject;
  readonly customAttributes: JsonObject;
  readonly businessAttributes: JsonObject;
  readonly labels: readonly string[];
  /** Internal names of its own tags. */
  readonly directTagNames: readonly string[];
  /** Internal names of tags that reach it from elsewhere. */
  readonly propagatedTagNames: readonly string[];
  readonly createdBy: string;
  readonly updatedBy: string;
  /** Epoch milliseconds. */
  readonly createTime: number;
  /** Epoch milliseconds. */
  readonly updateTime: number;
  readonly version: number;
  readonly deleteHandler: DeleteType | null;
}

/** Types whose assets hang on another one, which decides about them (Atlan wire, resources and contracts). */
export const hostedTypes: readonly string[] = ['Readme', 'Link', 'DataContract'];

/** What decisions need to know of the asset that another one hangs on. */
export interface AssetHost {
  readonly guid: string;
  readonly typeName: string;
  readonly qualifiedName: string;
  readonly connectionQualifiedName: string | null;
  readonly createdBy: string;
  readonly directTagNames: readonly string[];
  readonly propagatedTagNames: readonly string[];
}

/** Whether any tag is on the asset, its own or from elsewhere. */
export function carriesTags({ directTagNames, propagatedTagNames }: AssetRow): boolean {
  return directTagNames.length + propagatedTagNames.length > 0;
}

export const glossaryTypes: readonly string[] = ['AtlasGlossary', 'AtlasGlossaryTerm', 'AtlasGlossaryCategory'];

/** Terms and categories name their glossary behind the `@` of their own name. */
function glossaryOf(typeName: string, qualifiedName: string): string | null {
  if (!glossaryTypes.includes(typeName)) return null;
  return typeName === 'AtlasGlossary' ? qualifiedName : qualifiedName.slice(qualifiedName.indexOf('@') + 1);
}

/**
 * An asset as far as decisions care, stored or about to be; one that is being made has no guid yet.
 * SECURITY: tags are asked for always, else who forgets to read them would pass by every deny that names one.
 */
export interface AuthorizedAsset extends Pick<
  AssetRow,
  'qualifiedName' | 'typeName' | 'connectionQualifiedName' | 'createdBy' | 'directTagNames' | 'propagatedTagNames'
> {
  readonly guid?: string;
  /** Of every type in `hostedTypes`, also when it is `null`; other types may leave it out. */
  readonly host?: AssetHost | null;
}

/**
 * The asset as which this one is decided: its host where it has one, with the tags of both.
 * SECURITY: a tag that hides things may have been put on the readme alone.
 */
export function decidedAs<Asset extends AuthorizedAsset>(asset: Asset): Asset {
  invariant(asset.host !== undefined || !hostedTypes.includes(asset.typeName), 'what a readme hangs on has been read');
  if (asset.host === undefined || asset.host === null) return asset;
  return {
    ...asset,
    ...asset.host,
    directTagNames: [...new Set([...asset.host.directTagNames, ...asset.directTagNames])],
    propagatedTagNames: [...new Set([...asset.host.propagatedTagNames, ...asset.propagatedTagNames])],
  };
}

/** What a decision about an asset needs to know of it, or of what it hangs on. */
export function factsOf(types: TypeRegistry, asset: AuthorizedAsset): AssetFacts {
  const facts = ownFacts(types, decidedAs(asset));
  return (asset.host ?? null) === null ? facts : { ...facts, hosted: true };
}

function ownFacts(types: TypeRegistry, asset: AuthorizedAsset): AssetFacts {
  const { guid, qualifiedName, typeName, connectionQualifiedName, createdBy } = asset;
  const superTypes = types.types.get(typeName)?.ancestors ?? [];
  const tagNames = [...asset.directTagNames, ...asset.propagatedTagNames];
  const glossaryQualifiedName = glossaryOf(typeName, qualifiedName);
  const names = { qualifiedName, typeName, superTypes, connectionQualifiedName, glossaryQualifiedName };
  const known = { ...names, createdBy, tagNames };
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
  'Badge',
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
  if (workspaceRoots.some((root) => asset.qualifiedName.startsWith(`${root}/`))) return null;
  const path = connectionPath.exec(asset.qualifiedName);
  if (path !== null) return path[0];
  const named = asset.attributes['connectionQualifiedName'];
  return typeof named === 'string' && named !== '' ? named : null;
}

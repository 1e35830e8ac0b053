import type { JsonObject, JsonValue } from '../../foundation/index.ts';
import type { Tx } from '../../postgres/index.ts';
import type { RelationshipSide } from '../types/relationship-index.ts';
import type { TypeRegistry } from '../types/type-registry.ts';
import type { AssetHost, AssetRow } from './asset-row.ts';
import type { Authority } from './authority.ts';
import type { CustomMetadataRequest } from '../custom-metadata/custom-metadata-request.ts';
import type { CustomMetadataMode } from '../custom-metadata/merge-custom-metadata.ts';
import type { TagMode } from '../tags/plan-tags.ts';
import type { TagRequest } from '../tags/tag-request.ts';
import type { LinkRequest } from './entity-draft.ts';
import type { KeptEdits } from './keep-edits.ts';

/** What every step of one save works with. */
export interface SaveScope {
  readonly tx: Tx;
  readonly types: TypeRegistry;
  readonly authority: Authority;
  /** Who saves, as `createdBy` and `updatedBy` will say. */
  readonly username: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** What becomes of the tags of stored assets. */
  readonly tagMode: TagMode;
  /** What becomes of their custom metadata. */
  readonly customMetadataMode: CustomMetadataMode;
  /** Where a source must not overwrite people. */
  readonly keptEdits: KeptEdits;
}

/** The other end of a link that a request speaks of. */
export interface LinkedEnd {
  readonly guid: string;
  readonly side: RelationshipSide;
  readonly linkAttributes: JsonObject | null;
}

/** A link request whose references are known to exist and to fit. */
export interface ResolvedLinks {
  readonly attribute: string;
  readonly mode: LinkRequest['mode'];
  /** Every link the attribute may stand for; a replacement replaces all of them. */
  readonly sides: readonly RelationshipSide[];
  readonly ends: readonly LinkedEnd[];
}

/** One asset that a save creates or updates: what was asked for, and what is stored. */
export interface SaveTarget {
  readonly at: string;
  readonly guid: string;
  readonly typeName: string;
  readonly existing: AssetRow | null;
  /** What it hangs on; rules say it of a new one. */
  host: AssetHost | null;
  /** As the request spells it, which for server-named types is not how it will be stored. */
  readonly sentName: string | null;
  /** As it is or will be stored; empty until the server has named a new asset. */
  qualifiedName: string;
  name: string;
  /** What is set; `null` clears. Rules may add to it. */
  readonly values: Map<string, JsonValue>;
  readonly requests: LinkRequest[];
  links: readonly ResolvedLinks[];
  labels: readonly string[] | null;
  customAttributes: JsonObject | null;
  /** As sent, not judged yet. */
  customMetadata: CustomMetadataRequest | null;
  tags: TagRequest;
  restores: boolean;
  /** Not named by the request: it moves with what is. What the request wants of all tags or metadata is not meant for it. */
  readonly isTakenAlong?: true;
}

/** The targets of one save and every stored asset it speaks of. */
export interface SaveTargets {
  readonly list: readonly SaveTarget[];
  readonly byGuid: ReadonlyMap<string, SaveTarget>;
  /** Placeholders of the request → guids. */
  readonly placeholders: ReadonlyMap<string, string>;
  readonly bySentName: ReadonlyMap<string, readonly SaveTarget[]>;
  readonly rowsByGuid: ReadonlyMap<string, AssetRow>;
  readonly rowsByName: ReadonlyMap<string, readonly AssetRow[]>;
  /** Guids of what moves → the name it will have; filled in when the save is named. */
  readonly renamed: Map<string, string>;
  /** Guids of terms, categories, domains and products that are to lie elsewhere → where; see `findPlaces`. */
  readonly places: ReadonlyMap<string, Place>;
}

/** Where something is to lie that its name tells of. */
export interface Place {
  readonly parentGuid: string;
  /** Whether the request says so itself; otherwise it goes along with what it lies in. */
  readonly isRoot: boolean;
}

/** An asset of a save whether it is stored already or about to be. */
export interface KnownAsset {
  readonly guid: string;
  readonly typeName: string;
  readonly qualifiedName: string;
  readonly name: string;
  readonly state: 'ACTIVE' | 'DELETED';
  readonly target: SaveTarget | null;
  readonly row: AssetRow | null;
}

/** The asset behind a guid that a link of this save leads to, or `null`. */
export function findKnownAsset(targets: SaveTargets, guid: string): KnownAsset | null {
  const target = targets.byGuid.get(guid) ?? null;
  const row = target?.existing ?? targets.rowsByGuid.get(guid) ?? null;
  const asset = target ?? row;
  if (asset === null) return null;
  const state = row === null || target?.restores === true ? 'ACTIVE' : row.state;
  const qualifiedName = targets.renamed.get(guid) ?? asset.qualifiedName;
  return { guid, typeName: asset.typeName, qualifiedName, name: asset.name, state, target, row };
}

/** The first asset that `attribute` of the target is being linked to, or `null`. */
export function findRequestedEnd(targets: SaveTargets, target: SaveTarget, attribute: string): KnownAsset | null {
  for (const { attribute: name, mode, ends } of target.links) {
    const [end] = ends;
    if (name === attribute && mode !== 'remove' && end !== undefined) return findKnownAsset(targets, end.guid);
  }
  return null;
}

/** What an attribute will be once the save is done. */
export function plannedValue(target: SaveTarget, attribute: string): JsonValue | undefined {
  return target.values.has(attribute) ? target.values.get(attribute) : target.existing?.attributes[attribute];
}

/** The same as a list of texts; empty when it is none. */
export function plannedTexts(target: SaveTarget, attribute: string): string[] {
  const value = plannedValue(target, attribute);
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter((it) => typeof it === 'string') : [];
}

/** Sets what would be unset once the save is done. */
export function setDefault(target: SaveTarget, attribute: string, value: JsonValue): void {
  if ((plannedValue(target, attribute) ?? null) === null) target.values.set(attribute, value);
}

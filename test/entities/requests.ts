import type { DeleteType } from '../../src/catalog/index.ts';
import type { EndName, Relation, SlotName } from './slots.ts';

/** `one` administers one connection and reads glossaries; `both` administers both and the glossaries. */
export type ActorName = 'one' | 'both';

export interface TagUse {
  /** Which of the tags. */
  readonly tag: number;
  readonly propagate: boolean;
  readonly removePropagationsOnEntityDelete: boolean;
  readonly restrictPropagationThroughLineage: boolean;
  readonly restrictPropagationThroughHierarchy: boolean;
}

/** How a request names another asset. */
export interface Reference {
  readonly slot: SlotName;
  readonly by: 'guid' | 'name' | 'placeholder';
}

/** What a request says of the links of an asset under one attribute. `silence` is a null that means nothing. */
export interface LinkEdit {
  readonly relation: Relation;
  readonly self: EndName;
  readonly mode: 'replace' | 'append' | 'remove' | 'clear' | 'silence';
  /** In which member of the entity a replacement stands. */
  readonly member: 'attributes' | 'relationshipAttributes';
  readonly others: readonly Reference[];
}

/** Attributes of an asset; absent is not said, `null` clears. */
export interface Values {
  readonly description?: string | null;
  readonly ownerUsers?: readonly string[] | null;
  readonly certificateStatus?: string | null;
}

/** Values of the one set of custom metadata there is; absent is not said, `null` removes. */
export interface Metadata {
  readonly count?: number | null;
  readonly note?: string | null;
}

/** One entity of a save. */
export interface EntityEdit {
  readonly slot: SlotName;
  readonly address: 'guid' | 'name';
  readonly placeholder: string | null;
  /** The entity stands in the request twice. */
  readonly isTwice: boolean;
  readonly values: Values;
  readonly restores: boolean;
  readonly listed: readonly TagUse[] | null;
  readonly upserted: readonly TagUse[];
  readonly removed: readonly number[];
  /** `undefined`: not said. `null`, which clients always send, says nothing either. */
  readonly metadata: Metadata | null | undefined;
  readonly links: readonly LinkEdit[];
}

export type TagFlag = 'replaceTags' | 'replaceClassifications' | 'appendTags' | null;
export type MetadataFlag = 'merge' | 'overwrite' | 'overwriteAlone' | null;

export interface SaveStep {
  readonly kind: 'save';
  readonly actor: ActorName;
  readonly entities: readonly EntityEdit[];
  readonly tagFlag: TagFlag;
  readonly metadataFlag: MetadataFlag;
}

export interface DeleteStep {
  readonly kind: 'delete';
  readonly actor: ActorName;
  readonly slots: readonly SlotName[];
  readonly deleteType: DeleteType;
}

/** One request, all of it known but the guids and names that the server makes. */
export type Step = SaveStep | DeleteStep;

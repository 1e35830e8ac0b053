import type { JsonObject, JsonValue } from '../../foundation/index.ts';
import type { TypeRegistry } from '../types/type-registry.ts';
import { attributeDefaults } from './attribute-value.ts';
import type { AssetRow, AssetState, DeleteType } from './asset-row.ts';
import type { LinkedAsset } from './link-store.ts';

/** An asset as mutations, searches and lineage show it (Atlan wire: entity header). */
export interface EntityHeader {
  readonly typeName: string;
  readonly guid: string;
  readonly status: AssetState;
  readonly displayText: string;
  readonly attributes: JsonObject;
  readonly classificationNames: readonly string[];
  readonly classifications: readonly JsonObject[];
  readonly meaningNames: readonly string[];
  readonly meanings: readonly JsonObject[];
  readonly labels: readonly string[];
  readonly isIncomplete: false;
  readonly createdBy: string;
  readonly updatedBy: string;
  readonly createTime: number;
  readonly updateTime: number;
  readonly superTypeNames: readonly string[];
  readonly deleteHandler?: DeleteType;
}

/** Where a term's guid and its link's guid are kept in a header. */
export interface Meaning {
  readonly termGuid: string;
  readonly relationGuid: string;
  readonly displayText: string;
}

/** A full asset (Atlan wire: GET of one entity). */
export interface EntityDetail {
  readonly referredEntities: JsonObject;
  readonly entity: {
    readonly typeName: string;
    readonly guid: string;
    readonly status: AssetState;
    readonly isIncomplete: false;
    readonly version: number;
    readonly createdBy: string;
    readonly updatedBy: string;
    /** Epoch milliseconds. */
    readonly createTime: number;
    /** Epoch milliseconds. */
    readonly updateTime: number;
    readonly attributes: JsonObject;
    /** Absent when the caller asked to leave it out. */
    readonly relationshipAttributes?: JsonObject;
    readonly classifications: readonly JsonObject[];
    readonly businessAttributes: JsonObject;
    readonly customAttributes: JsonObject;
    readonly labels: readonly string[];
    readonly meanings: readonly JsonObject[];
    readonly deleteHandler?: DeleteType;
  };
}

const termAssignment = 'AtlasGlossarySemanticAssignment';

/** The terms among the links of one asset; archived ones do not count. */
export function meaningsOf(links: readonly LinkedAsset[]): Meaning[] {
  return links
    .filter(
      ({ relationship, selfEnd, state }) => relationship === termAssignment && selfEnd === 'end2' && state === 'ACTIVE',
    )
    .map(({ guid, linkGuid, name }) => ({ termGuid: guid, relationGuid: linkGuid, displayText: name }));
}

/** Attributes as the wire shows them; with `lists`, every list of the type that is not set shows as empty. */
function renderAttributes(types: TypeRegistry, row: AssetRow, lists: boolean): Record<string, JsonValue> {
  const attributes: Record<string, JsonValue> = {};
  if (lists) {
    for (const { name, shape } of types.attributesOf(row.typeName).values()) {
      if (shape === 'list' || shape === 'set') attributes[name] = [];
    }
  }
  return Object.assign(attributes, row.attributes, { name: row.name, qualifiedName: row.qualifiedName });
}

/**
 * Renders the header of an asset.
 * Lists that are not set show as `[]` except on catalog assets, which crawls write by the thousand.
 */
export function renderHeader(types: TypeRegistry, row: AssetRow, links: readonly LinkedAsset[] = []): EntityHeader {
  const meanings = meaningsOf(links);
  const header: EntityHeader = {
    typeName: row.typeName,
    guid: row.guid,
    status: row.state,
    displayText: row.name,
    attributes: renderAttributes(types, row, !types.isA(row.typeName, 'Catalog')),
    classificationNames: [],
    classifications: [],
    meaningNames: meanings.map(({ displayText }) => displayText),
    meanings: meanings.map((meaning) => ({ ...meaning, confidence: 0 })),
    labels: row.labels,
    isIncomplete: false,
    createdBy: row.createdBy,
    updatedBy: row.updatedBy,
    createTime: row.createTime,
    updateTime: row.updateTime,
    superTypeNames: types.types.get(row.typeName)?.ancestors ?? [],
  };
  return row.deleteHandler === null ? header : { ...header, deleteHandler: row.deleteHandler };
}

/** A reference to the other end of a link (Atlan wire: related object). Never carries that asset's own attributes. */
export function renderReference(link: LinkedAsset): JsonObject {
  const attributes = Object.keys(link.linkAttributes).length === 0 ? {} : { attributes: link.linkAttributes };
  return {
    guid: link.guid,
    typeName: link.typeName,
    entityStatus: link.state,
    displayText: link.name,
    relationshipType: link.relationship,
    relationshipGuid: link.linkGuid,
    relationshipStatus: link.state,
    relationshipAttributes: { typeName: link.relationship, ...attributes },
    uniqueAttributes: { qualifiedName: link.qualifiedName },
  };
}

/** The links of one asset under the names its type gives them: a reference, a list of them, `null` or `[]`. */
export function renderRelationships(types: TypeRegistry, row: AssetRow, links: readonly LinkedAsset[]): JsonObject {
  const rendered: Record<string, JsonValue> = {};
  for (const [name, sides] of types.relationships.attributesOf(row.typeName)) {
    rendered[name] = sides.some(({ cardinality }) => cardinality === 'SET') ? [] : null;
  }
  for (const link of links) {
    const end = types.relationships.find(link.relationship)?.[link.selfEnd];
    if (end === undefined || end.name === null) continue;
    const known = rendered[end.name];
    const reference = renderReference(link);
    if (end.cardinality === 'SINGLE') rendered[end.name] = reference;
    else rendered[end.name] = Array.isArray(known) ? [...(known as readonly JsonValue[]), reference] : [reference];
  }
  return rendered;
}

/** Renders a full asset; without `links` (the caller asked to ignore relationships) `relationshipAttributes` is absent. */
export function renderDetail(
  types: TypeRegistry,
  row: AssetRow,
  shown: { links: readonly LinkedAsset[]; relationships: boolean },
): EntityDetail {
  const meanings = meaningsOf(shown.links);
  const defaults = types.isA(row.typeName, 'Asset') ? attributeDefaults : {};
  return {
    referredEntities: {},
    entity: {
      typeName: row.typeName,
      guid: row.guid,
      status: row.state,
      isIncomplete: false,
      version: row.version,
      createdBy: row.createdBy,
      updatedBy: row.updatedBy,
      createTime: row.createTime,
      updateTime: row.updateTime,
      attributes: { ...defaults, ...renderAttributes(types, row, true) },
      ...(shown.relationships ? { relationshipAttributes: renderRelationships(types, row, shown.links) } : {}),
      classifications: [],
      businessAttributes: row.businessAttributes,
      customAttributes: row.customAttributes,
      labels: row.labels,
      meanings: meanings.map((meaning) => ({ ...meaning, confidence: 0 })),
      ...(row.deleteHandler === null ? {} : { deleteHandler: row.deleteHandler }),
    },
  };
}

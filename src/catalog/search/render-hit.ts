import { isJsonObject, type JsonObject, type JsonValue } from '../../foundation/index.ts';
import type { AssetRow } from '../entities/asset-row.ts';
import type { LinkedAsset } from '../entities/link-store.ts';
import { renderHeader, renderReference, type EntityHeader } from '../entities/render-entity.ts';
import type { TypeRegistry } from '../types/type-registry.ts';
import type { Related } from './find-related.ts';
import type { ShownTags } from '../tags/show-tags.ts';
import type { IndexSearchRequest } from './index-search-request.ts';

/** Which parts of an asset are shown, by a search or by whoever shows assets as one. */
export interface ShownParts extends Pick<IndexSearchRequest, 'attributes' | 'relationAttributes'> {
  readonly flags: Pick<
    IndexSearchRequest['flags'],
    | 'excludeMeanings'
    | 'excludeClassifications'
    | 'includeClassificationNames'
    | 'allowDeletedRelations'
    | 'includeRelationshipAttributes'
  >;
}

/** What rendering a hit needs to know. */
export interface HitScope {
  readonly types: TypeRegistry;
  readonly request: ShownParts;
  readonly related: Related;
  readonly tagsOf: (guid: string) => ShownTags;
}

/** `<setId>.<attributeId>`: one value of custom metadata, shown flat. */
function customMetadata(row: AssetRow, name: string): JsonValue | undefined {
  const [set = '', attribute = '', ...rest] = name.split('.');
  const values = rest.length === 0 ? row.businessAttributes[set] : undefined;
  return isJsonObject(values) && Object.hasOwn(values, attribute) ? values[attribute] : undefined;
}

/** Attributes that are kept outside of the attributes, by the names under which clients ask for them. */
const derived: ReadonlyMap<string, (row: AssetRow) => JsonValue> = new Map<string, (row: AssetRow) => JsonValue>([
  ['name', (row) => row.name],
  ['qualifiedName', (row) => row.qualifiedName],
  ['__hasLineage', (row) => row.attributes['__hasLineage'] ?? false],
  ['__guid', (row) => row.guid],
  ['__typeName', (row) => row.typeName],
  ['__state', (row) => row.state],
  ['__createdBy', (row) => row.createdBy],
  ['__modifiedBy', (row) => row.updatedBy],
  ['__timestamp', (row) => row.createTime],
  ['__modificationTimestamp', (row) => row.updateTime],
  ['__labels', (row) => row.labels],
  ['__traitNames', (row) => row.directTagNames],
  ['__propagatedTraitNames', (row) => row.propagatedTagNames],
  // COMPAT: the index holds the map as text, and clients parse it.
  ['__customAttributes', (row) => JSON.stringify(row.customAttributes)],
]);

function ownAttribute(row: AssetRow, name: string): JsonValue | undefined {
  const derive = derived.get(name);
  if (derive !== undefined) return derive(row);
  return Object.hasOwn(row.attributes, name) ? row.attributes[name] : customMetadata(row, name);
}

function selectAttributes(row: AssetRow, names: readonly string[]): Record<string, JsonValue> {
  const selected: Record<string, JsonValue> = {};
  for (const name of names) {
    const value = ownAttribute(row, name);
    if (value !== undefined) selected[name] = value;
  }
  return selected;
}

/** A reference with those attributes of the other end, and of the link, that were asked for. */
function reference(link: LinkedAsset, { request, related }: HitScope): JsonObject {
  const rendered = renderReference(link);
  const row = related.rows.get(link.guid);
  const own: Record<string, JsonValue> =
    row === undefined ? namesOf(link, request.relationAttributes) : selectAttributes(row, request.relationAttributes);
  if (request.flags.includeRelationshipAttributes) {
    own['relationshipAttributes'] = { typeName: link.relationship, attributes: link.linkAttributes };
  }
  return Object.keys(own).length === 0 ? rendered : { ...rendered, attributes: own };
}

function namesOf(link: LinkedAsset, names: readonly string[]): Record<string, JsonValue> {
  const { name, qualifiedName } = link;
  return Object.fromEntries(Object.entries({ name, qualifiedName }).filter(([key]) => names.includes(key)));
}

/** The requested relationships of the asset: a reference, or a list of them that is empty when there is none. */
function relationships(row: AssetRow, scope: HitScope): Record<string, JsonValue> {
  const { types, request, related } = scope;
  const links = related.links.get(row.guid) ?? [];
  const shown: Record<string, JsonValue> = {};
  for (const attribute of request.attributes) {
    const sides = types.relationships.sidesOf(row.typeName, attribute);
    if (sides.length === 0) continue;
    const references = links
      .filter((link) =>
        sides.some(
          ({ def, self, symmetric }) => link.relationship === def.name && (symmetric || link.selfEnd === self),
        ),
      )
      .map((link) => reference(link, scope));
    const [single] = references;
    if (sides.some(({ cardinality }) => cardinality === 'SET')) shown[attribute] = references;
    else if (single !== undefined) shown[attribute] = single;
  }
  return shown;
}

/** The tags of the hit, as far as the request leaves them; the names alone are on the row. */
function shownTags(row: AssetRow, { request, tagsOf }: HitScope): ShownTags {
  const { excludeClassifications, includeClassificationNames } = request.flags;
  if (!excludeClassifications) return tagsOf(row.guid);
  const names = [...new Set([...row.directTagNames, ...row.propagatedTagNames])];
  return { classificationNames: includeClassificationNames ? names : [], classifications: [] };
}

/** A found asset (Atlan wire: entity header), its attributes limited to `name`, `qualifiedName` and those asked for. */
export function renderHit(row: AssetRow, scope: HitScope): EntityHeader {
  const { types, request, related } = scope;
  const links = request.flags.excludeMeanings ? [] : (related.links.get(row.guid) ?? []);
  const attributes = {
    ...selectAttributes(row, ['name', 'qualifiedName', ...request.attributes]),
    ...relationships(row, scope),
  };
  return { ...renderHeader(types, row, links), ...shownTags(row, scope), attributes };
}

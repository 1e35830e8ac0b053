import {
  CatalogError,
  isJsonObject,
  requireNoProblems,
  type JsonObject,
  type JsonValue,
  type Problem,
} from '../../foundation/index.ts';
import { readCustomMetadata, type CustomMetadataRequest } from '../custom-metadata/custom-metadata-request.ts';
import { readTagRequest, type TagRequest } from '../tags/tag-request.ts';
import type { TypeRegistry } from '../types/type-registry.ts';
import type { AttributeDef, TypeDef } from '../types/type-def.ts';
import { readAttributeValue, textProblem, type Reading } from './attribute-value.ts';
import { readCustomAttributes } from './custom-attributes.ts';
import { readLabels } from './labels.ts';
import { isRealGuid, readObjectReference, type ObjectReference } from './object-reference.ts';

/** What a request wants of the links behind one relationship attribute. */
export interface LinkRequest {
  readonly attribute: string;
  readonly mode: 'replace' | 'append' | 'remove';
  readonly references: readonly ObjectReference[];
}

/** One entity of a request, read: values, links and the rest apart. Nothing is known yet of what is stored. */
export interface EntityDraft {
  /** Where it stands in the request, for messages: `entities[3]`. */
  readonly at: string;
  readonly typeName: string;
  /** The guid of an existing asset, lower case. */
  readonly guid: string | null;
  /** What the request calls the entity where it has no guid. */
  readonly placeholder: string | null;
  readonly qualifiedName: string | null;
  readonly name: string | null;
  /** Attributes that are set; `null` clears. */
  readonly values: ReadonlyMap<string, JsonValue>;
  readonly links: readonly LinkRequest[];
  readonly labels: readonly string[] | null;
  readonly customAttributes: JsonObject | null;
  readonly customMetadata: CustomMetadataRequest | null;
  readonly tags: TagRequest;
  /** `status: ACTIVE` was sent: an archived asset comes back. */
  readonly restores: boolean;
}

const entitiesMax = 10_000;
const problemsMax = 50;
/** Of one entity; the largest types of the model have some hundreds. */
const attributesMax = 5_000;
const nameLengthMax = 255;
const pathLengthMax = 500;

/** Kept by the server; what a round trip sends back of them is ignored. */
const serverKept = new Set([
  '__hasLineage',
  'certificateUpdatedBy',
  'certificateUpdatedAt',
  'announcementUpdatedBy',
  'announcementUpdatedAt',
  'pinnedBy',
  'pinnedAt',
  'roleId',
]);

type Place = { readonly at: string; readonly problems: Problem[] };

interface Reader {
  readonly types: TypeRegistry;
  readonly type: TypeDef;
  /** The relationship attributes of the type. */
  readonly relationships: ReadonlyMap<string, unknown>;
  readonly at: string;
  readonly problems: Problem[];
}

function readReferences(reader: Reader, value: JsonValue, at: string): ObjectReference[] {
  const items = Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
  const references: ObjectReference[] = [];
  for (const [index, item] of items.entries()) {
    const read = readObjectReference(item, Array.isArray(value) ? `${at}[${index}]` : at);
    if ('message' in read) reader.problems.push(read);
    else references.push(read);
  }
  return references;
}

function objectAt(entity: JsonObject, key: string): JsonObject {
  const value = entity[key];
  return isJsonObject(value) ? value : {};
}

function isRelationship({ relationships }: Reader, attribute: string): boolean {
  return relationships.has(attribute);
}

function readLinks(reader: Reader, entity: JsonObject): LinkRequest[] {
  const replaced = new Map<string, LinkRequest>();
  for (const [attribute, value] of Object.entries(objectAt(entity, 'attributes'))) {
    // COMPAT: an explicit null among `attributes` says nothing about links; only `relationshipAttributes` unlinks by null.
    if (value === null || !isRelationship(reader, attribute)) continue;
    const references = readReferences(reader, value, `${reader.at}.attributes.${attribute}`);
    replaced.set(attribute, { attribute, mode: 'replace', references });
  }
  for (const [attribute, value] of Object.entries(objectAt(entity, 'relationshipAttributes'))) {
    if (!isRelationship(reader, attribute)) continue;
    const at = `${reader.at}.relationshipAttributes.${attribute}`;
    const references = value === null ? [] : readReferences(reader, value, at);
    replaced.set(attribute, { attribute, mode: 'replace', references });
  }
  return [...replaced.values(), ...readLinkList(reader, entity, 'append'), ...readLinkList(reader, entity, 'remove')];
}

/** An attribute that holds a value, or none that the type has. */
function notARelationship({ types, type }: Reader, attribute: string, path: string): Problem {
  const code = types.attributesOf(type.name).has(attribute) ? 'relationship_unsupported' : 'relationship_unknown';
  return { path: path.slice(0, pathLengthMax), code, message: `is no relationship of \`${type.name}\`` };
}

function readLinkList(reader: Reader, entity: JsonObject, mode: 'append' | 'remove'): LinkRequest[] {
  const key = `${mode}RelationshipAttributes`;
  const links: LinkRequest[] = [];
  for (const [attribute, value] of Object.entries(objectAt(entity, key))) {
    const at = `${reader.at}.${key}.${attribute}`;
    if (value === null) continue;
    if (isRelationship(reader, attribute))
      links.push({ attribute, mode, references: readReferences(reader, value, at) });
    else reader.problems.push(notARelationship(reader, attribute, at));
  }
  return links;
}

/** Names of the model are short; one that is not known is kept, and so has a limit. */
function readNamed(name: string, attribute: AttributeDef | null, value: JsonValue): Reading {
  if (name.length > nameLengthMax) return { problem: `is a name of more than ${nameLengthMax} characters` };
  const problem = textProblem(name);
  return problem === null ? readAttributeValue(name, attribute, value) : { problem: `its name ${problem}` };
}

function readValues(reader: Reader, attributes: JsonObject): Map<string, JsonValue> {
  const known = reader.types.attributesOf(reader.type.name);
  const values = new Map<string, JsonValue>();
  const entries = Object.entries(attributes);
  if (entries.length > attributesMax) {
    const message = `holds ${entries.length} attributes, the most is ${attributesMax}`;
    reader.problems.push({ path: `${reader.at}.attributes`, message });
    return values;
  }
  for (const [name, value] of entries) {
    if (name === 'qualifiedName' || name === 'name' || serverKept.has(name) || isRelationship(reader, name)) continue;
    const read = readNamed(name, known.get(name) ?? null, value);
    if ('value' in read) values.set(name, read.value);
    else
      reader.problems.push({ path: `${reader.at}.attributes.${name}`.slice(0, pathLengthMax), message: read.problem });
  }
  return values;
}

/** What an index of the store can hold of one name, with room for the name of a type beside it. */
const nameBytesMax = 2_500;

function lengthProblem(value: string): string | null {
  return Buffer.byteLength(value) > nameBytesMax ? `holds more than ${nameBytesMax} bytes` : null;
}

function readIdentityText(reader: Reader, attributes: JsonObject, name: 'name' | 'qualifiedName'): string | null {
  const value = attributes[name];
  if (value === undefined || value === null || value === '') return null;
  const path = `${reader.at}.attributes.${name}`;
  const message = typeof value === 'string' ? (textProblem(value) ?? lengthProblem(value)) : 'is not text';
  if (message === null) return String(value);
  reader.problems.push({ path, message });
  return null;
}

function readOwnLabels(value: JsonValue | undefined, { at, problems }: Place): readonly string[] | null {
  return Array.isArray(value) ? readLabels(value as readonly JsonValue[], { at: `${at}.labels`, problems }) : null;
}

const objects = [
  'attributes',
  'relationshipAttributes',
  'appendRelationshipAttributes',
  'removeRelationshipAttributes',
];
const lists = ['classifications', 'addOrUpdateClassifications', 'removeClassifications', 'labels'];

/** What is not of the right shape would be passed over, and nobody would know. */
function refuseShapes(entity: JsonObject, { at, problems }: Place): void {
  for (const member of [...objects, 'customAttributes']) {
    const value = entity[member] ?? null;
    if (value !== null && !isJsonObject(value)) problems.push({ path: `${at}.${member}`, message: 'is not an object' });
  }
  for (const member of lists) {
    const value = entity[member] ?? null;
    if (value !== null && !Array.isArray(value)) problems.push({ path: `${at}.${member}`, message: 'is not a list' });
  }
}

function readEntity(types: TypeRegistry, value: JsonValue, place: Place): EntityDraft | null {
  const { at, problems } = place;
  if (!isJsonObject(value)) {
    problems.push({ path: at, message: 'is not an entity: an object with `typeName` and `attributes`' });
    return null;
  }
  const typeName = value['typeName'];
  if (typeof typeName !== 'string' || typeName === '') {
    problems.push({ path: `${at}.typeName`, message: 'is missing' });
    return null;
  }
  const type = types.types.get(typeName);
  if (type === undefined) {
    problems.push({ path: `${at}.typeName`, code: 'type_unknown', message: `unknown type \`${typeName}\`` });
    return null;
  }
  refuseShapes(value, place);
  const reader: Reader = { types, type, relationships: types.relationships.attributesOf(type.name), at, problems };
  const attributes = objectAt(value, 'attributes');
  const guid = typeof value['guid'] === 'string' && value['guid'] !== '' ? value['guid'] : null;
  const real = guid !== null && isRealGuid(guid);
  return {
    at,
    typeName,
    guid: real ? guid.toLowerCase() : null,
    placeholder: real ? null : guid,
    qualifiedName: readIdentityText(reader, attributes, 'qualifiedName'),
    name: readIdentityText(reader, attributes, 'name'),
    values: readValues(reader, attributes),
    links: readLinks(reader, value),
    labels: readOwnLabels(value['labels'], place),
    customAttributes: readCustomAttributes(value['customAttributes'], place),
    customMetadata: readCustomMetadata(value, place),
    tags: readTagRequest(value, place),
    restores: value['status'] === 'ACTIVE',
  };
}

/**
 * Reads the entities of a save (Atlan wire: entity, request form). Refuses with every problem at once, under the code of the first:
 * `field_invalid`, `type_unknown`, or one of labels, custom attributes and relationships. Apart from that `too_many_entities`.
 */
export function readEntities(types: TypeRegistry, entities: readonly JsonValue[]): EntityDraft[] {
  if (entities.length > entitiesMax) {
    throw new CatalogError(
      'too_many_entities',
      `${entities.length} entities in one request, the most is ${entitiesMax}`,
    );
  }
  const problems: Problem[] = [];
  const drafts: EntityDraft[] = [];
  for (const [index, entity] of entities.entries()) {
    const draft = readEntity(types, entity, { at: `entities[${index}]`, problems });
    if (draft !== null) drafts.push(draft);
    if (problems.length >= problemsMax) break;
  }
  requireNoProblems('field_invalid', problems);
  return drafts;
}

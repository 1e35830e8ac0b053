import { createHash } from 'node:crypto';
import type { JsonObject } from '../../foundation/index.ts';
import { enumDefNames, enumValues } from '../types/enum-values.ts';
import type { RelationshipDef, RelationshipEnd } from '../types/known-relationships.ts';
import type { TypeRegistry } from '../types/type-registry.ts';
import type { AttributeDef, TypeDef } from '../types/type-def.ts';
import type { StructDef } from './struct-defs.ts';
import type { TagDefinition } from './tag-definition.ts';
import type { TypeDefinition } from './type-definition.ts';

export type TypedefCategory = 'ENUM' | 'STRUCT' | 'CLASSIFICATION' | 'ENTITY' | 'RELATIONSHIP' | 'BUSINESS_METADATA';

/** When the built-in definitions came to be: fixed, so that every node and every start answers alike. */
const builtInTime = Date.UTC(2025, 0, 1);

/** A guid made from the name, the same everywhere; marked as version 8 (RFC 9562: custom). */
function guidOf(category: TypedefCategory, name: string): string {
  const hex = createHash('sha256').update(`${category} ${name}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

function baseOf(category: TypedefCategory, name: string, description: string): JsonObject {
  return {
    category,
    guid: guidOf(category, name),
    name,
    description,
    typeVersion: '1.0',
    version: 1,
    createdBy: '$system',
    updatedBy: '$system',
    createTime: builtInTime,
    updateTime: builtInTime,
  };
}

function attributeDef(name: string, typeName: string, cardinality: 'SINGLE' | 'SET' | 'LIST'): JsonObject {
  const isOptional = name !== 'qualifiedName';
  return {
    name,
    typeName,
    isOptional,
    cardinality,
    valuesMinCount: isOptional ? 0 : 1,
    valuesMaxCount: cardinality === 'SINGLE' ? 1 : 2_147_483_647,
    isUnique: name === 'qualifiedName',
    isIndexable: true,
    includeInNotification: false,
    skipScrubbing: false,
  };
}

const wireTypes: Readonly<Record<string, string>> = { int: 'long', any: 'map<string,string>' };

function renderAttribute({ name, type, shape, kind }: AttributeDef): JsonObject {
  const item = kind === 'enum' ? (enumDefNames[type] ?? type) : (wireTypes[type] ?? type);
  if (shape === 'map') return attributeDef(name, `map<string,${item}>`, 'SINGLE');
  if (shape === 'single') return attributeDef(name, item, 'SINGLE');
  return attributeDef(name, `array<${item}>`, shape === 'set' ? 'SET' : 'LIST');
}

export function renderEnumDef(name: string): JsonObject {
  const elements = (enumValues[name] ?? []).map((value, ordinal) => ({ value, ordinal }));
  return { ...baseOf('ENUM', enumDefNames[name] ?? name, ''), elementDefs: elements };
}

export function renderStructDef({ name, description, attributes }: StructDef): JsonObject {
  const attributeDefs = attributes.map((attribute) => {
    const [attributeName = '', typeName = ''] = attribute.split(':');
    return attributeDef(attributeName, typeName, typeName.startsWith('array<') ? 'SET' : 'SINGLE');
  });
  return { ...baseOf('STRUCT', name, description), attributeDefs };
}

/** The direct subtypes of every type. */
export function directSubtypes(types: TypeRegistry): ReadonlyMap<string, readonly string[]> {
  const below = new Map<string, string[]>();
  for (const { name, superTypes } of types.types.values()) {
    for (const above of superTypes) below.set(above, [...(below.get(above) ?? []), name]);
  }
  return below;
}

export function renderEntityDef(type: TypeDef, subTypes: readonly string[]): JsonObject {
  return {
    ...baseOf('ENTITY', type.name, ''),
    superTypes: type.superTypes,
    subTypes,
    attributeDefs: type.ownAttributes.map(renderAttribute),
    relationshipAttributeDefs: [],
    businessAttributeDefs: {},
  };
}

function renderEnd({ type, name, cardinality, isContainer }: RelationshipEnd): JsonObject {
  return { type, name: name ?? '', cardinality, isContainer, isLegacyAttribute: false };
}

export function renderRelationshipDef(def: RelationshipDef): JsonObject {
  const attributeDefs = def.attributes.map((attribute) => {
    const [name = '', typeName = ''] = attribute.split(':');
    return attributeDef(name, typeName, 'SINGLE');
  });
  return {
    ...baseOf('RELATIONSHIP', def.name, ''),
    relationshipCategory: def.category,
    propagateTags: def.propagateTags,
    endDef1: renderEnd(def.end1),
    endDef2: renderEnd(def.end2),
    attributeDefs,
  };
}

/** COMPAT: null members are left out. */
function definedBase(category: TypedefCategory, definition: TagDefinition): JsonObject {
  const { guid, name, displayName, description, createdBy, updatedBy, createTime, updateTime, version } = definition;
  return {
    category,
    ...{ guid, name, displayName },
    ...(description === null ? {} : { description }),
    typeVersion: '1.0',
    ...{ version, createdBy, updatedBy, createTime, updateTime },
    options: definition.options,
  };
}

/** COMPAT: the lists of types are there, empty: a tag can be on an asset of any type. */
export function renderTagDef(tag: TagDefinition): JsonObject {
  const { attributeDefs } = tag;
  return { ...definedBase('CLASSIFICATION', tag), attributeDefs, ...{ superTypes: [], subTypes: [], entityTypes: [] } };
}

/** A set of custom metadata, an enumeration or a struct that somebody has defined. */
export function renderDefinition(definition: TypeDefinition): JsonObject {
  const { category, attributeDefs, elementDefs } = definition;
  return { ...definedBase(category, definition), ...(category === 'ENUM' ? { elementDefs } : { attributeDefs }) };
}

import { describe, expect, it } from 'vitest';
import { createParameters } from '../../search/index.ts';
import { loadTypeRegistry } from '../types/type-registry.ts';
import { assetFields, createAttributeFields } from './asset-fields.ts';

const types = loadTypeRegistry();
const resolve = assetFields({
  attributeFields: createAttributeFields(types),
  readable: { kind: 'all' },
  now: new Date(0),
});

function find(name: string): string | null {
  const field = resolve(name, createParameters());
  return field === null ? null : `${field.kind}${field.many ? '[]' : ''}`;
}

describe('assetFields', () => {
  it.each([
    ['__guid', 'uuid'],
    ['_id', 'uuid'],
    ['__typeName.keyword', 'lowercase'],
    ['__typeName', 'text'],
    ['__superTypeNames.keyword', 'lowercase[]'],
    ['__state', 'keyword'],
    ['__createdBy', 'keyword'],
    ['__modifiedBy', 'keyword'],
    ['__timestamp', 'long'],
    ['__timestamp.date', 'date'],
    ['__modificationTimestamp', 'long'],
    ['__hasLineage', 'boolean'],
    ['__customAttributes', 'text'],
    ['__labels', 'text[]'],
    ['__glossary', 'keyword'],
    ['__categories', 'keyword[]'],
    ['__parentCategory', 'keyword[]'],
    ['__meanings', 'keyword[]'],
    ['__meaningsText', 'text[]'],
    ['__meaningNames', 'lowercase[]'],
    ['qualifiedName', 'keyword'],
    ['qualifiedName.text', 'text'],
    ['name.keyword', 'lowercase'],
    ['name', 'text'],
    ['displayName.keyword', 'lowercase'],
    ['displayName', 'text'],
    ['description.keyword', 'lowercase'],
    ['description', 'text'],
    ['description.text', 'text'],
    ['certificateStatus', 'lowercase'],
    ['certificateStatus.text', 'text'],
    ['certificateUpdatedAt', 'date'],
    ['ownerUsers', 'keyword[]'],
    ['connectorName', 'keyword'],
    ['connectionName', 'keyword'],
    ['connectionName.text', 'text'],
    ['connectionQualifiedName', 'keyword'],
    ['databaseName.keyword', 'lowercase'],
    ['databaseName', 'text'],
    ['databaseQualifiedName', 'keyword'],
    ['popularityScore', 'float'],
    ['popularityScore.rank_feature', 'float'],
    ['rowCount', 'long'],
    ['isPartition', 'boolean'],
    ['policyPriority', 'long'],
  ])('%s is %s', (name, kind) => {
    expect(find(name)).toBe(kind);
  });

  it('resolves every search field that a type declares', () => {
    const declared = [...types.types.values()].flatMap(({ ownAttributes }) =>
      ownAttributes.flatMap(({ index }) => Object.keys(index)),
    );
    expect(declared.filter((name) => find(name) === null)).toEqual([]);
  });

  it.each(['nowhere', 'constructor', '__proto__', '', 'name.nothing', "x' OR true", 'columns'])(
    'knows no field `%s`',
    (name) => {
      expect(find(name)).toBeNull();
    },
  );

  it('types differ in more than case, so that a type name in any case is one type', () => {
    const names = [...types.types.keys()].map((name) => name.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
  });
});

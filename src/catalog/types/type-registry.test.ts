import { expect, it } from 'vitest';
import { knownRelationships } from './known-relationships.ts';
import { loadTypeRegistry } from './type-registry.ts';

const types = loadTypeRegistry();

it('knows every type with its whole chain up to Referenceable, several super types included', () => {
  expect(types.types.size).toBe(457);
  expect(types.getType('Column').ancestors).toEqual(['SQL', 'Catalog', 'Asset', 'Referenceable']);
  expect(types.getType('S3Bucket').ancestors).toEqual([
    'S3',
    'ObjectStore',
    'AWS',
    'Catalog',
    'Cloud',
    'Asset',
    'Referenceable',
  ]);
  const rootless = [...types.types.values()].filter(
    ({ name, ancestors }) => name !== 'Referenceable' && ancestors.at(-1) !== 'Referenceable',
  );
  expect(rootless.filter(({ ancestors }) => !ancestors.includes('Referenceable'))).toEqual([]);
});

it('finds a type in any case for searches, and only by its exact name for saves', () => {
  expect(types.findType('CONNECTION')?.name).toBe('Connection');
  expect(types.findType('Tabel')).toBeNull();
  expect(() => types.getType('CONNECTION')).toThrow(expect.objectContaining({ code: 'type_unknown' }) as Error);
});

it('finds own and inherited attributes, and types below a type', () => {
  expect(types.findAttribute('Table', 'columnCount')).toMatchObject({ type: 'int', shape: 'single' });
  expect(types.findAttribute('Table', 'certificateStatus')).toMatchObject({ kind: 'enum', type: 'CertificateStatus' });
  expect(types.findAttribute('Table', 'announcementType')).toMatchObject({ kind: 'enum', type: 'AnnouncementType' });
  expect(types.findAttribute('Table', 'nonsense')).toBeNull();
  expect(types.subtypesOf('AccessControl')).toEqual(expect.arrayContaining(['AccessControl', 'Persona', 'Purpose']));
  expect([types.isA('Table', 'Asset'), types.isA('Asset', 'Table'), types.isA('nonsense', 'Asset')]).toEqual([
    true,
    false,
    false,
  ]);
});

it('says under which search fields an attribute is indexed, and no field means two different things', () => {
  expect(types.findAttribute('Table', 'name')?.index).toEqual({
    'name.keyword': 'lowercase',
    name: 'atlan_text_analyzer',
    'name.stemmed': 'atlan_text_stemmer',
  });
  expect(types.attributesIndexedAs('certificateStatus')).toMatchObject([{ name: 'certificateStatus' }]);
  const fields = [...types.types.values()]
    .flatMap(({ ownAttributes }) => ownAttributes)
    .flatMap(({ index }) => Object.keys(index));
  const meanings = (field: string) =>
    new Set(types.attributesIndexedAs(field).map((it) => `${it.name} ${it.type} ${it.index[field]}`)).size;
  expect([...new Set(fields)].filter((field) => meanings(field) > 1)).toEqual([]);
});

it('gives every relationship attribute its definition with both ends, typed ones by their true name', () => {
  const nameOf = (type: string, attribute: string) =>
    types.relationships.sidesOf(type, attribute).map(({ def }) => def.name);
  expect(nameOf('Column', 'table')).toEqual(['table_columns']);
  expect(nameOf('Table', 'meanings')).toEqual(['AtlasGlossarySemanticAssignment']);
  expect(nameOf('ColumnProcess', 'inputs')).toEqual(['catalog_process_inputs']);
  expect(nameOf('DataDomain', 'parentDomain')).toEqual(['parent_domain_sub_domains']);
  expect(nameOf('Column', 'snowflakeDynamicTable')).toEqual(['Column_snowflakeDynamicTable']);
  expect(nameOf('Table', 'description')).toEqual([]);
  expect(types.relationships.sidesOf('AtlasGlossaryTerm', 'seeAlso')).toMatchObject([{ symmetric: true }]);
  for (const { name } of knownRelationships) expect(types.relationships.find(name)).not.toBeNull();
  expect(new Set(types.relationships.all.map(({ name }) => name)).size).toBe(types.relationships.all.length);
});

it('no attribute of a type is a value and a relationship at once', () => {
  const both = [...types.types.keys()].flatMap((type) =>
    [...types.relationships.attributesOf(type).keys()].filter(
      (attribute) => types.findAttribute(type, attribute) !== null,
    ),
  );
  expect(both).toEqual([]);
});

it('deletes along compositions, and policies along with their persona', () => {
  expect([...types.relationships.cascades].sort()).toEqual([
    'AtlasGlossaryCategoryAnchor',
    'AtlasGlossaryTermAnchor',
    '__AtlasUserProfile_savedsearches',
    'access_control_policies',
    'namespace_folder_parent_children',
    'namespace_query_parent_children',
  ]);
});

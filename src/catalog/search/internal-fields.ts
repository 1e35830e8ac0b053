import { quoteLiteral, readJson, type AnalyzerName, type Field, type FieldKind } from '../../search/index.ts';
import type { TypeRegistry } from '../types/type-registry.ts';

function field(name: string, kind: FieldKind, sql: string): Field {
  return { name, kind, many: false, sql };
}

/** A column that is never empty. */
function columnField(name: string, kind: FieldKind, sql: string): Field {
  return { ...field(name, kind, sql), required: true };
}

function textField(name: string, analyzer: AnalyzerName, sql: string): Field {
  return { ...field(name, 'text', sql), analyzer };
}

/** The type itself. Clients spell it in any case, so equality goes by the registry's spelling and an index can answer it. */
function typeNameField(types: TypeRegistry, name: string): Field {
  const columnValues = (value: string): readonly string[] => [types.findType(value)?.name ?? value];
  const vocabulary = { column: 'asset.type_name', columnValues, allValues: [...types.types.keys()] };
  return { ...columnField(name, 'lowercase', 'asset.type_name'), vocabulary };
}

/** Every type above the asset's own, which is not among them. Equality with one is equality of the type with those below it. */
function superTypesField(types: TypeRegistry, name: string): Field {
  const columnValues = (value: string): readonly string[] => {
    const above = types.findType(value)?.name;
    return above === undefined ? [] : types.subtypesOf(above).filter((typeName) => typeName !== above);
  };
  return {
    name,
    kind: 'lowercase',
    many: true,
    // All types as one literal: long, and therefore made only for what equality does not answer, such as a prefix.
    get sql() {
      const ancestors = Object.fromEntries([...types.types.values()].map((type) => [type.name, type.ancestors]));
      return `(${quoteLiteral(JSON.stringify(ancestors))}::jsonb -> asset.type_name)`;
    },
    vocabulary: { column: 'asset.type_name', columnValues, allValues: [...types.types.keys()] },
  };
}

/** A field of type names as text: a name is one word, in lower case, and equality with that word is equality with those names. */
function asWords(named: Field): Field {
  const { vocabulary } = named;
  const words = { ...named, kind: 'text', analyzer: 'standard' } as const;
  if (vocabulary === undefined) return words;
  const columnValues = (word: string): readonly string[] =>
    word === word.toLowerCase() ? vocabulary.columnValues(word) : [];
  return { ...words, vocabulary: { ...vocabulary, columnValues } };
}

/** Glossary terms and categories carry their glossary behind the `@` of their qualified name. */
const glossarySql = `(CASE WHEN asset.type_name IN ('AtlasGlossaryTerm', 'AtlasGlossaryCategory') THEN nullif(split_part(asset.qualified_name, '@', 2), '') END)`;

/** The names on the way down to a domain or product, its own among them: every part of its name that ends before a `/`. */
const nameHierarchySql = `(CASE WHEN asset.type_name IN ('DataDomain', 'DataProduct') THEN (
  SELECT jsonb_agg(array_to_string(parts.list[1:length], '/')) FROM (SELECT string_to_array(asset.qualified_name, '/') AS list) AS parts,
    generate_series(1, cardinality(parts.list)) AS length) END)`;

/** COMPAT: an asset that nobody has drawn lineage for says `false`, not nothing. */
const hasLineageSql = `coalesce(${readJson('boolean', "(asset.attributes -> '__hasLineage')")}, false)`;

/** A field over a list of names; where that is a column, an index answers it. */
function namesField(name: string, kind: FieldKind, sql: string): Field {
  return { name, kind, many: true, textArray: true, sql };
}

/**
 * What is said of the asset's own tags, one after the other (Atlan wire, `__classificationsText`).
 * SECURITY: not those of tags from elsewhere, for where they come from may be out of sight.
 */
const tagTextSql = `(SELECT string_agg(tag.search_text, ' ' ORDER BY tag.tag_name) FROM asset_tag AS tag WHERE tag.asset_guid = asset.guid)`;

/** Names between bars, `|one|other|`, as the index has them; nothing where there is none. */
function barredNames(column: string): string {
  return `(CASE WHEN ${column} <> '{}' THEN '|' || array_to_string(${column}, '|') || '|' END)`;
}

/**
 * Fields of every asset, by the names of the index (Atlan wire, field names): its columns and what follows from them.
 * Times and names are plain columns, so that indexes answer them.
 */
export function internalFields(types: TypeRegistry): ReadonlyMap<string, Field> {
  const fields: Field[] = [
    columnField('_id', 'uuid', 'asset.guid'),
    columnField('__guid', 'uuid', 'asset.guid'),
    typeNameField(types, '__typeName.keyword'),
    asWords(typeNameField(types, '__typeName')),
    superTypesField(types, '__superTypeNames.keyword'),
    asWords(superTypesField(types, '__superTypeNames')),
    { ...columnField('__state', 'keyword', 'asset.state'), coarse: true },
    columnField('__createdBy', 'keyword', 'asset.created_by'),
    columnField('__modifiedBy', 'keyword', 'asset.updated_by'),
    columnField('__timestamp', 'long', 'asset.create_time'),
    columnField('__timestamp.date', 'date', 'asset.create_time'),
    columnField('__modificationTimestamp', 'long', 'asset.update_time'),
    columnField('__modificationTimestamp.date', 'date', 'asset.update_time'),
    columnField('qualifiedName', 'keyword', 'asset.qualified_name'),
    textField('qualifiedName.text', 'atlan_text_analyzer', 'asset.qualified_name'),
    textField('qualifiedName.hierarchy', 'atlan_path_analyzer', 'asset.qualified_name'),
    columnField('name.keyword', 'lowercase', 'asset.name'),
    textField('name', 'atlan_text_analyzer', 'asset.name'),
    textField('name.stemmed', 'atlan_text_stemmer', 'asset.name'),
    textField('name.delimiter', 'atlan_delimiter_analyzer', 'asset.name'),
    field('__hasLineage', 'boolean', hasLineageSql),
    textField('__customAttributes', 'standard', 'asset.custom_attributes::text'),
    { ...textField('__labels', 'standard', 'to_jsonb(asset.labels)'), many: true },
    field('__glossary', 'keyword', glossarySql),
    { ...field('__qualifiedNameHierarchy', 'keyword', nameHierarchySql), many: true },
    namesField('__traitNames', 'keyword', 'asset.direct_tag_names'),
    namesField('__propagatedTraitNames', 'keyword', 'asset.propagated_tag_names'),
    textField('__classificationNames', 'standard', barredNames('asset.direct_tag_names')),
    textField('__propagatedClassificationNames', 'standard', barredNames('asset.propagated_tag_names')),
    textField('__classificationsText', 'standard', tagTextSql),
    textField('__classificationsText.text', 'whitespace', tagTextSql),
  ];
  return new Map(fields.map((one) => [one.name, one]));
}

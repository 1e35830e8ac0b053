import { quoteLiteral, readJson, type Field, type FieldKind } from '../../search/index.ts';
import type { TypeRegistry } from '../types/type-registry.ts';

function field(name: string, kind: FieldKind, sql: string): Field {
  return { name, kind, many: false, sql };
}

/** The type itself. Clients spell it in any case, so equality goes by the registry's spelling and an index can answer it. */
function typeNameField(types: TypeRegistry, name: string): Field {
  const columnValues = (value: string): readonly string[] => [types.findType(value)?.name ?? value];
  return { ...field(name, 'lowercase', 'asset.type_name'), vocabulary: { column: 'asset.type_name', columnValues } };
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
    vocabulary: { column: 'asset.type_name', columnValues },
  };
}

/** Glossary terms and categories carry their glossary behind the `@` of their qualified name. */
const glossarySql = `(CASE WHEN asset.type_name IN ('AtlasGlossaryTerm', 'AtlasGlossaryCategory') THEN nullif(split_part(asset.qualified_name, '@', 2), '') END)`;

/** COMPAT: an asset that nobody has drawn lineage for says `false`, not nothing. */
const hasLineageSql = `coalesce(${readJson('boolean', "(asset.attributes -> '__hasLineage')")}, false)`;

/** A field over a list of names; where that is a column, an index answers it. */
function namesField(name: string, kind: FieldKind, sql: string): Field {
  return { name, kind, many: true, textArray: true, sql };
}

/**
 * The words of the asset's own tags, split at blanks only: internal names are words, and any other rule would tear them apart.
 * SECURITY: not those of tags from elsewhere, for where they come from may be out of sight.
 */
const tagWordsSql = `coalesce(string_to_array(
  (SELECT string_agg(tag.search_text, ' ') FROM asset_tag AS tag WHERE tag.asset_guid = asset.guid), ' '), '{}')`;

/**
 * Fields of every asset, by the names of the index (Atlan wire, field names): its columns and what follows from them.
 * Times and names are plain columns, so that indexes answer them.
 */
export function internalFields(types: TypeRegistry): ReadonlyMap<string, Field> {
  const fields: Field[] = [
    field('_id', 'uuid', 'asset.guid'),
    field('__guid', 'uuid', 'asset.guid'),
    typeNameField(types, '__typeName.keyword'),
    typeNameField(types, '__typeName'),
    superTypesField(types, '__superTypeNames.keyword'),
    superTypesField(types, '__superTypeNames'),
    field('__state', 'keyword', 'asset.state'),
    field('__createdBy', 'keyword', 'asset.created_by'),
    field('__modifiedBy', 'keyword', 'asset.updated_by'),
    field('__timestamp', 'long', 'asset.create_time'),
    field('__timestamp.date', 'date', 'asset.create_time'),
    field('__modificationTimestamp', 'long', 'asset.update_time'),
    field('__modificationTimestamp.date', 'date', 'asset.update_time'),
    field('qualifiedName', 'keyword', 'asset.qualified_name'),
    field('qualifiedName.text', 'text', 'asset.qualified_name'),
    field('qualifiedName.hierarchy', 'text', 'asset.qualified_name'),
    field('name.keyword', 'lowercase', 'asset.name'),
    field('name', 'text', 'asset.name'),
    field('name.stemmed', 'text', 'asset.name'),
    field('name.delimiter', 'text', 'asset.name'),
    field('__hasLineage', 'boolean', hasLineageSql),
    field('__customAttributes', 'text', 'asset.custom_attributes::text'),
    { ...field('__labels', 'text', 'to_jsonb(asset.labels)'), many: true },
    field('__glossary', 'keyword', glossarySql),
    namesField('__traitNames', 'keyword', 'asset.direct_tag_names'),
    namesField('__propagatedTraitNames', 'keyword', 'asset.propagated_tag_names'),
    // COMPAT: texts of names between bars in the original, found by each name whatever its case.
    namesField('__classificationNames', 'lowercase', 'asset.direct_tag_names'),
    namesField('__propagatedClassificationNames', 'lowercase', 'asset.propagated_tag_names'),
    namesField('__classificationsText', 'lowercase', tagWordsSql),
    namesField('__classificationsText.text', 'keyword', tagWordsSql),
  ];
  return new Map(fields.map((one) => [one.name, one]));
}

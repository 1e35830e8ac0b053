import type { Field, FieldResolver, JsonFieldKind, ParameterSink } from '../../search/index.ts';

/** How a value that is kept as JSON is read for one comparison. */
export type JsonReading = Extract<JsonFieldKind, 'keyword' | 'float' | 'boolean' | 'date'>;

/** The name under which a criterion asks for an attribute, read in one way. */
export function jsonField(attribute: string, reading: JsonReading): string {
  return `${reading}:${attribute}`;
}

function parseField(name: string): { readonly attribute: string; readonly reading: JsonReading } {
  const end = name.indexOf(':');
  return { attribute: name.slice(end + 1), reading: name.slice(0, end) as JsonReading };
}

/** What callers call the columns of an asset, by the names that the search index has for them. */
const columns: ReadonlyMap<string, string> = new Map([
  ['guid', '__guid'],
  ['typeName', '__typeName.keyword'],
  ['__typeName', '__typeName.keyword'],
  ['superTypeNames', '__superTypeNames.keyword'],
  ['__superTypeNames', '__superTypeNames.keyword'],
  ['status', '__state'],
  ['createdBy', '__createdBy'],
  ['updatedBy', '__modifiedBy'],
  ['createTime', '__timestamp'],
  ['updateTime', '__modificationTimestamp'],
  ['hasLineage', '__hasLineage'],
  ['labels', '__labels'],
  ['meanings', '__meanings'],
  ['meaningNames', '__meaningNames'],
]);

/** Names that compare exactly here, whatever the search index makes of them. */
const exact: ReadonlyMap<string, Pick<Field, 'sql' | 'many' | 'textArray'>> = new Map([
  ['name', { sql: 'asset.name', many: false }],
  ['displayText', { sql: 'asset.name', many: false }],
  ['qualifiedName', { sql: 'asset.qualified_name', many: false }],
  ['__labels', { sql: 'asset.labels', many: true, textArray: true }],
  [
    'classificationNames',
    { sql: '(asset.direct_tag_names || asset.propagated_tag_names)', many: true, textArray: true },
  ],
]);

/** COMPAT: custom metadata goes by `<set>.<attribute>`; no attribute of a type has a dot. */
function jsonOf(attribute: string, column: string, params: ParameterSink): string {
  const dot = attribute.indexOf('.');
  if (dot === -1 || column !== 'asset.attributes') return `(${column} -> ${params.add(attribute)}::text)`;
  const set = params.add(attribute.slice(0, dot));
  return `(asset.business_attributes -> ${set}::text -> ${params.add(attribute.slice(dot + 1))}::text)`;
}

/** Names come from callers, so they are parameters and never a part of the statement. */
function storedField(name: string, column: string, params: ParameterSink): Field {
  const { attribute, reading } = parseField(name);
  return { name, kind: reading, many: true, sql: jsonOf(attribute, column, params) };
}

/**
 * The fields of criteria on assets, on the row called `asset`: by the names of the wire, each value read as what it is stored as.
 * `indexed` finds the fields that the search has for internal names (`__state`, `__meanings`).
 */
export function assetCriteriaFields(indexed: FieldResolver): FieldResolver {
  return (name, params) => {
    const { attribute } = parseField(name);
    const internal = columns.get(attribute) ?? attribute;
    const plain = exact.get(internal);
    if (plain !== undefined) return { name, kind: 'keyword', ...plain };
    if (!internal.startsWith('__')) return storedField(name, 'asset.attributes', params);
    // A column has one kind, whatever the value looks like.
    return indexed(internal, params);
  };
}

/** A link counts as archived while one of its ends is. */
const linkState = `(CASE WHEN EXISTS (SELECT FROM asset AS linked_end
  WHERE linked_end.guid IN (link.end1_guid, link.end2_guid) AND linked_end.state <> 'ACTIVE') THEN 'DELETED' ELSE 'ACTIVE' END)`;

const linkColumns: ReadonlyMap<string, string> = new Map([
  ['__state', linkState],
  ['status', linkState],
  ['__guid', 'link.guid::text'],
  ['guid', 'link.guid::text'],
  ['__typeName', 'link.type_name'],
  ['typeName', 'link.type_name'],
]);

/** The fields of criteria on links, on the row called `link`. */
export const linkCriteriaFields: FieldResolver = (name, params) => {
  const { attribute } = parseField(name);
  const sql = linkColumns.get(attribute);
  if (sql !== undefined) return { name, kind: 'keyword', many: false, sql };
  return storedField(name, 'link.attributes', params);
};

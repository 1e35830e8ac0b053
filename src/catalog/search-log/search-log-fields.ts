import type { Field, FieldKind, FieldResolver } from '../../search/index.ts';

/** The columns of an entry that say the same to everybody who is shown it. */
export const searchLogColumns: readonly string[] = [
  ...['sequence', 'created', 'username', 'client', 'host', 'address', 'utm_tags', 'results_count', 'response_ms'],
  ...['dsl', 'attributes', 'relation_attributes'],
];

function one(name: string, kind: FieldKind, sql: string): Field {
  return { name, kind, many: false, sql };
}

function list(name: string, column: string): Field {
  return { name, kind: 'keyword', many: true, textArray: true, sql: `entry.${column}` };
}

const fields: ReadonlyMap<string, Field> = new Map(
  [
    one('userName', 'keyword', 'entry.username'),
    one('userAgent', 'keyword', 'entry.client'),
    one('host', 'keyword', 'entry.host'),
    one('ipAddress', 'keyword', 'entry.address'),
    one('createdAt', 'date', 'entry.created'),
    one('timestamp', 'date', 'entry.created'),
    one('hasResult', 'boolean', '(entry.results_count > 0)'),
    one('resultsCount', 'long', 'entry.results_count'),
    one('responseTime', 'long', 'entry.response_ms'),
    one('failed', 'boolean', 'FALSE'),
    one('request.dslText', 'text', 'entry.dsl'),
    list('utmTags', 'utm_tags'),
    list('entityGuidsAll', 'entity_guids'),
    list('entityGuidsAllowed', 'entity_guids'),
    list('entityQFNamesAll', 'entity_names'),
    list('entityQFNamesAllowed', 'entity_names'),
    list('entityTypeNamesAll', 'entity_types'),
    list('entityTypeNamesAllowed', 'entity_types'),
    list('request.attributes', 'attributes'),
    list('request.relationAttributes', 'relation_attributes'),
  ].map((field) => [field.name, field]),
);

/** The fields of the search log (Atlan wire: search log), on the row called `entry`. */
export const searchLogFields: FieldResolver = (name) => fields.get(name.replace(/\.keyword$/, '')) ?? null;

import type { Field, FieldKind, FieldResolver } from '../../search/index.ts';

/** SQL of what an entry is known by. Two entries of one asset at one moment are told apart by their order. */
export const eventKeySql = `(entry.guid || ':' || entry.created || CASE WHEN entry.further THEN ':' || entry.sequence ELSE '' END)`;

const fields: ReadonlyMap<string, Field> = new Map(
  (
    [
      ['entityId', 'uuid', 'entry.guid'],
      ['entityQualifiedName', 'keyword', 'entry.qualified_name'],
      ['typeName', 'keyword', 'entry.type_name'],
      ['user', 'keyword', 'entry.username'],
      ['action', 'keyword', 'entry.action'],
      ['eventKey', 'keyword', eventKeySql],
      ['created', 'date', 'entry.created'],
      ['timestamp', 'date', 'entry.created'],
    ] as const satisfies readonly (readonly [string, FieldKind, string])[]
  ).map(([name, kind, sql]) => [name, { name, kind, many: false, sql, required: true }]),
);

/** The fields of history entries (Atlan wire: audit search), on the row called `entry`. */
export const historyFields: FieldResolver = (name) => fields.get(name.replace(/\.keyword$/, '')) ?? null;

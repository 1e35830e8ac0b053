import { allOf, anyOf, type Ast } from '../../search/index.ts';
import { parseObjectKey, joinPath, type ObjectKey } from './object-key.ts';
import type { ObjectChange } from './read-object-change.ts';
import type { RelationalKind } from './relational-kind.ts';
import { describeRelational, type RelationalObject } from './relational-object.ts';
import { findRelational, type NumberedRow, type RelationalReading } from './relational-reading.ts';

/** So many assets are looked at for the keys of one request. */
const candidatesMax = 10_000;

/** The key as it is written by us; `null` for one that is no key. */
function canonical(key: ObjectKey | null): string | null {
  return key === null ? null : `${String(key.datasource)}.${joinPath(key.path)}`;
}

function oneOf(field: string, values: readonly (string | number)[]): Ast {
  return { kind: 'oneOf', field, values: [...new Set(values)] };
}

/** Rows that may have one of these keys: their own name is the last of it, and what they stand in is among the others. */
function candidates(kind: RelationalKind, keys: readonly ObjectKey[]): Ast {
  const last = oneOf(
    'ownName',
    keys.flatMap(({ path }) => path.slice(-1)),
  );
  const above = keys.flatMap(({ path }) => path.slice(0, -1));
  if (kind === 'table') return allOf([last, oneOf('schemaName', above)]);
  if (kind !== 'column') return last;
  const ofTable = anyOf([oneOf('tableName', above), oneOf('viewName', above)]);
  // The same table in hundreds of schemas would otherwise bring all of its columns.
  const ofSchema = keys.every(({ path }) => path.length > 2) ? [oneOf('schemaName', above)] : [];
  return allOf([last, ofTable, ...ofSchema]);
}

/** What these changes are about: by number and by key, each of which means one object or none. */
export async function findNamedObjects(
  reading: RelationalReading,
  { kind, datasource }: { readonly kind: RelationalObject['kind']; readonly datasource: NumberedRow },
  changes: readonly ObjectChange[],
): Promise<(change: ObjectChange) => RelationalObject | null> {
  const numbers = changes.flatMap(({ number }) => number ?? []);
  const keys = changes.flatMap(({ key }) => (key === null ? [] : (parseObjectKey(key) ?? [])));
  const ways = [numbers.length === 0 ? [] : [oneOf('id', numbers)], keys.length === 0 ? [] : [candidates(kind, keys)]];
  const within: Ast = {
    kind: 'equals',
    field: 'connection',
    value: datasource.qualifiedName,
    caseInsensitive: false,
  };
  const query = allOf([within, anyOf(ways.flat())]);
  const rows = await findRelational(reading, { kind, query, window: { skip: 0, limit: candidatesMax } });
  const objects = await describeRelational(reading, kind, rows);
  const byNumber = new Map(objects.map((object) => [object.number, object]));
  const byKey = Map.groupBy(objects, ({ key }) => key);
  return ({ number, key }) => {
    if (key === null) return number === null ? null : (byNumber.get(number) ?? null);
    const meant = byKey.get(canonical(parseObjectKey(key)) ?? '') ?? [];
    const [object, ...others] = meant;
    if (object === undefined || others.length > 0) return null;
    return number === null || number === object.number ? object : null;
  };
}

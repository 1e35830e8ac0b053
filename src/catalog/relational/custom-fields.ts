import { createHash } from 'node:crypto';
import { isJsonObject, type JsonObject, type JsonValue } from '../../foundation/index.ts';
import { findActorNumbers } from '../../identity/index.ts';
import { textsOf } from '../entities/texts-of.ts';
import { findTagTitles } from '../typedefs/tag-definition.ts';
import { listSetsByName, type TypeDefinition } from '../typedefs/type-definition.ts';
import type { RelationalReading, RelationalRow } from './relational-reading.ts';

/** What an asset says in a field that not every catalog has (Alation wire, custom field value). */
export interface CustomField {
  readonly id: number;
  readonly name: string;
  readonly value: JsonValue;
}

/** The fields that every asset has, by numbers that never change. 8 is where clients look for stewards. */
export const builtInFields = {
  stewards: { id: 8, name: 'Steward' },
  ownerGroups: { id: 9, name: 'Owner Groups' },
  tags: { id: 10, name: 'Tags' },
  certificate: { id: 11, name: 'Certificate' },
} as const;

/** Numbers below are those of built-in fields. */
const firstSetField = 1_000;
const fieldsMax = 2 ** 31;

/**
 * The number of an attribute of custom metadata, made from its internal names, which never change. Two attributes of a workspace have the
 * same with a chance of one in two thousand million for each pair; who writes by a number that means two is refused.
 */
export function setFieldId(set: string, attribute: string): number {
  const digest = createHash('sha256').update(`${set}\0${attribute}`).digest();
  return firstSetField + (digest.readUInt32BE(0) % (fieldsMax - firstSetField));
}

/** `<set>.<attribute>`, by what people call both. */
export function setFieldName({ displayName }: TypeDefinition, attribute: JsonObject): string {
  return `${displayName}.${String(attribute['displayName'] ?? attribute['name'])}`;
}

/** What one page of assets needs to show its fields. */
interface FieldNames {
  readonly userNumbers: ReadonlyMap<string, number>;
  readonly tagTitles: ReadonlyMap<string, string>;
  readonly sets: readonly TypeDefinition[];
}

function tagNamesOf({ directTagNames, propagatedTagNames }: RelationalRow): readonly string[] {
  return [...new Set([...directTagNames, ...propagatedTagNames])];
}

/** Stewards that are no actors any more have no number, and are left out. */
function stewards({ attributes }: RelationalRow, { userNumbers }: FieldNames): JsonValue[] {
  const numbers = textsOf(attributes, 'ownerUsers').map((username) => userNumbers.get(username));
  return numbers.flatMap((oid) => (oid === undefined ? [] : [{ otype: 'user', oid }]));
}

function setFields({ businessAttributes }: RelationalRow, { sets }: FieldNames): CustomField[] {
  return sets.flatMap((set) => {
    const values = businessAttributes[set.name];
    if (!isJsonObject(values)) return [];
    return set.attributeDefs.flatMap((attribute) => {
      const name = String(attribute['name']);
      const value = values[name];
      return value === undefined ? [] : [{ id: setFieldId(set.name, name), name: setFieldName(set, attribute), value }];
    });
  });
}

function isFilled({ value }: CustomField): boolean {
  return Array.isArray(value) ? value.length > 0 : typeof value !== 'string' || value !== '';
}

function fieldsOf(row: RelationalRow, names: FieldNames): CustomField[] {
  const { stewards: steward, ownerGroups, tags, certificate } = builtInFields;
  const fields: CustomField[] = [
    { ...steward, value: stewards(row, names) },
    { ...ownerGroups, value: textsOf(row.attributes, 'ownerGroups') },
    { ...tags, value: tagNamesOf(row).map((name) => names.tagTitles.get(name) ?? name) },
    { ...certificate, value: row.attributes['certificateStatus'] ?? '' },
    ...setFields(row, names),
  ];
  return fields.filter(isFilled);
}

/** The custom fields of each of these assets, in three statements at most. */
export async function readCustomFields(
  { db }: RelationalReading,
  rows: readonly RelationalRow[],
): Promise<(row: RelationalRow) => readonly CustomField[]> {
  const unique = (lists: readonly (readonly string[])[]): string[] => [...new Set(lists.flat())];
  const usernames = unique(rows.map(({ attributes }) => textsOf(attributes, 'ownerUsers')));
  const names: FieldNames = {
    userNumbers: await findActorNumbers(db, usernames),
    tagTitles: await findTagTitles(db, unique(rows.map(tagNamesOf))),
    sets: await listSetsByName(db, unique(rows.map(({ businessAttributes }) => Object.keys(businessAttributes)))),
  };
  return (row) => fieldsOf(row, names);
}

import { isJsonObject, type JsonObject, type JsonValue } from '../../foundation/index.ts';
import { findUsernamesOfNumbers } from '../../identity/index.ts';
import type { Db, Tx } from '../../postgres/index.ts';
import { listTypeDefinitions } from '../typedefs/type-definition.ts';
import { builtInFields, setFieldId } from './custom-fields.ts';
import type { ObjectChange } from './read-object-change.ts';

/** An attribute of custom metadata by internal names. */
interface SetAttribute {
  readonly set: string;
  readonly attribute: string;
}

/** What the fields of a request may mean, read once. */
export interface KnownFields {
  readonly usernames: ReadonlyMap<number, string>;
  readonly attributes: ReadonlyMap<number, readonly SetAttribute[]>;
}

/** What a change of fields is to the catalog. */
export interface FieldChanges {
  readonly attributes: JsonObject;
  readonly businessAttributes: JsonObject;
}

function userNumbers(value: JsonValue): readonly number[] | null {
  if (!Array.isArray(value)) return value === null ? [] : null;
  const numbers = (value as readonly JsonValue[]).map((one) =>
    isJsonObject(one) && one['otype'] === 'user' && typeof one['oid'] === 'number' ? one['oid'] : null,
  );
  return numbers.every((number) => number !== null) ? numbers : null;
}

/** Reads what the fields of these changes speak of: two statements at most. */
export async function findKnownFields(db: Db | Tx, changes: readonly ObjectChange[]): Promise<KnownFields> {
  const fields = changes.flatMap(({ customFields }) => customFields);
  const builtIn = Object.values(builtInFields).map(({ id }): number => id);
  const stewards = fields.filter(({ id }) => id === builtInFields.stewards.id);
  const numbers = stewards.flatMap(({ value }) => userNumbers(value) ?? []);
  const sets = fields.some(({ id }) => !builtIn.includes(id))
    ? await listTypeDefinitions(db, ['BUSINESS_METADATA'])
    : [];
  const attributes = sets.flatMap((set) =>
    set.attributeDefs.map((definition) => ({ set: set.name, attribute: String(definition['name']) })),
  );
  return {
    usernames: await findUsernamesOfNumbers(db, numbers.filter(Number.isSafeInteger)),
    attributes: Map.groupBy(attributes, ({ set, attribute }) => setFieldId(set, attribute)),
  };
}

function stewardsOf(value: JsonValue, { usernames }: KnownFields): JsonValue | string {
  const numbers = userNumbers(value);
  if (numbers === null) return 'a steward is `{"otype": "user", "oid": …}`';
  const unknown = numbers.filter((number) => !usernames.has(number));
  if (unknown.length > 0) return `there is no user ${unknown.map((number) => `\`${String(number)}\``).join(', ')}`;
  return numbers.map((number) => usernames.get(number) ?? '');
}

/**
 * What a change of custom fields is to the catalog: owners and the certificate are attributes, the others custom metadata. `refuse` is told
 * what cannot be: tags, whose rights and ways are their own, and numbers that mean nothing or two things.
 */
export function readFieldChanges(
  { customFields }: ObjectChange,
  known: KnownFields,
  refuse: (message: string) => void,
): FieldChanges {
  const attributes: Record<string, JsonValue> = {};
  const sets = new Map<string, Record<string, JsonValue>>();
  for (const { id, value } of customFields) {
    if (id === builtInFields.stewards.id) {
      const stewards = stewardsOf(value, known);
      if (typeof stewards === 'string') refuse(stewards);
      else attributes['ownerUsers'] = stewards;
    } else if (id === builtInFields.ownerGroups.id) attributes['ownerGroups'] = value;
    else if (id === builtInFields.certificate.id) attributes['certificateStatus'] = value;
    else if (id === builtInFields.tags.id) refuse('tags are not changed as a custom field');
    else {
      const meant = known.attributes.get(id) ?? [];
      const [field] = meant;
      if (field === undefined) refuse(`there is no custom field \`${String(id)}\``);
      else if (meant.length > 1) refuse(`\`${String(id)}\` is the number of several custom fields`);
      else sets.set(field.set, { ...sets.get(field.set), [field.attribute]: value });
    }
  }
  return { attributes, businessAttributes: Object.fromEntries(sets) };
}

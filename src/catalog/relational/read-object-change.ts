import { isJsonObject, type JsonObject, type JsonValue, type Problem } from '../../foundation/index.ts';
import type { RelationalObject } from './relational-object.ts';

/** What a client wants changed of one object; what is absent stays. */
export interface ObjectChange {
  /** One of them at least; both have to mean the same object. */
  readonly number: number | null;
  readonly key: string | null;
  /** Of the asset; an empty text clears. */
  readonly attributes: JsonObject;
  readonly customFields: readonly { readonly id: number; readonly value: JsonValue }[];
}

/** Which attribute a text of the wire is (Alation wire, mapping: title, description, comment). */
const textAttributes: Readonly<Record<RelationalObject['kind'], Readonly<Record<string, string>>>> = {
  schema: { title: 'displayName', description: 'userDescription', db_comment: 'description' },
  table: { title: 'displayName', description: 'userDescription', table_comment: 'description' },
  column: { title: 'displayName', description: 'userDescription', column_comment: 'description' },
};

/** What an object may be called in a refusal. */
function nameOf(item: JsonObject, index: number): string {
  const { key, id } = item;
  if (typeof key === 'string' && key !== '') return key.slice(0, 300);
  return typeof id === 'number' || typeof id === 'string' ? String(id).slice(0, 20) : `[${String(index)}]`;
}

/** COMPAT: refusals of one object carry this number before their text. */
export function objectProblem(path: string, message: string): Problem {
  return { path, message: `400068: ${message}` };
}

function readNumber(value: JsonValue | undefined): number | null {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number > 0 ? number : null;
}

interface ItemReader {
  readonly item: JsonObject;
  refuse(message: string): void;
}

function readTexts({ item, refuse }: ItemReader, texts: Readonly<Record<string, string>>): JsonObject {
  const attributes: Record<string, JsonValue> = {};
  for (const [member, attribute] of Object.entries(texts)) {
    const value = item[member];
    if (value === undefined) continue;
    if (typeof value === 'string' || value === null) attributes[attribute] = value === '' ? null : value;
    else refuse(`\`${member}\` is no text`);
  }
  return attributes;
}

function readCustomFields({ item, refuse }: ItemReader): ObjectChange['customFields'] {
  const { custom_fields: fields = [] } = item;
  if (!Array.isArray(fields)) {
    refuse('`custom_fields` is no list');
    return [];
  }
  return fields.flatMap((field: JsonValue) => {
    const id = isJsonObject(field) ? readNumber(field['field_id']) : null;
    if (isJsonObject(field) && id !== null) return [{ id, value: field['value'] ?? null }];
    refuse('a custom field has no `field_id`');
    return [];
  });
}

/** One object of a request to change some; problems go to `problems`, under what the object is called there. */
export function readObjectChange(
  kind: RelationalObject['kind'],
  { item, index, problems }: { readonly item: JsonObject; readonly index: number; readonly problems: Problem[] },
): ObjectChange {
  const refuse = (message: string): void => {
    problems.push(objectProblem(nameOf(item, index), message));
  };
  const reader = { item, refuse };
  const texts = textAttributes[kind];
  const accepted = ['id', 'key', 'custom_fields', ...Object.keys(texts)];
  const others = Object.keys(item).filter((member) => !accepted.includes(member));
  if (others.length > 0) {
    const named = others.map((member) => `\`${member}\``).join(', ');
    refuse(`cannot change ${named}; accepted: ${accepted.map((member) => `\`${member}\``).join(', ')}`);
  }
  const number = readNumber(item['id']);
  const key = typeof item['key'] === 'string' && item['key'] !== '' ? item['key'] : null;
  if (number === null && key === null) refuse('has neither an `id` nor a `key`');
  return { number, key, attributes: readTexts(reader, texts), customFields: readCustomFields(reader) };
}

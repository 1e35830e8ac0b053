/** A JSON Schema of which nothing is known but that it is an object. */
export type Schema = Readonly<Record<string, unknown>>;

/** What stands in the fields of a form, by their places: `credential.extra.region`. */
export type InputDraft = Readonly<Record<string, string | boolean>>;

export type FieldKind = 'group' | 'choice' | 'flag' | 'secret' | 'number' | 'list' | 'json' | 'text';

export function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The fields of an object by name, without those that can only be one thing. */
export function fieldsOf(schema: Schema): [string, Schema][] {
  return propertiesOf(schema).filter(([, property]) => property['const'] === undefined);
}

function propertiesOf({ properties }: Schema): [string, Schema][] {
  const entries = isSchema(properties) ? Object.entries(properties) : [];
  return entries.filter((entry): entry is [string, Schema] => isSchema(entry[1]));
}

export function isRequired({ required }: Schema, name: string): boolean {
  return Array.isArray(required) && required.includes(name);
}

/** Whether a field is for special cases, so that a form folds it away: `advanced: true`, unless it has to be filled in. */
export function isAdvanced(schema: Schema, name: string, property: Schema): boolean {
  return property['advanced'] === true && !isRequired(schema, name);
}

export function placeOf(parent: string, name: string): string {
  return parent === '' ? name : `${parent}.${name}`;
}

/** By what a field is filled in. */
export function kindOf(schema: Schema): FieldKind {
  const { type } = schema;
  if (isSchema(schema['properties'])) return 'group';
  if (Array.isArray(schema['enum'])) return 'choice';
  if (schema['format'] === 'password') return 'secret';
  if (type === 'boolean' || (Array.isArray(type) && type.includes('boolean'))) return 'flag';
  if (type === 'integer' || type === 'number' || (Array.isArray(type) && type.includes('number'))) return 'number';
  const { items } = schema;
  if (type === 'array') return isSchema(items) && items['type'] === 'string' ? 'list' : 'json';
  if (type === 'object' || (Array.isArray(type) && type.includes('object'))) return 'json';
  return 'text';
}

function defaultOf(schema: Schema): string | boolean {
  const { default: fallback } = schema;
  if (kindOf(schema) === 'flag') return fallback === true;
  if (fallback === undefined) return '';
  if (Array.isArray(fallback) && kindOf(schema) === 'list') return fallback.join('\n');
  return typeof fallback === 'string' ? fallback : JSON.stringify(fallback);
}

/** What stands in a field: what was filled in, else its default. */
export function draftValue(draft: InputDraft, at: string, schema: Schema): string | boolean {
  return draft[at] ?? defaultOf(schema);
}

function isFilledIn(schema: Schema, draft: InputDraft, at: string): boolean {
  if (kindOf(schema) !== 'group') return draft[at] !== undefined && draft[at] !== defaultOf(schema);
  return fieldsOf(schema).some(([name, property]) => isFilledIn(property, draft, placeOf(at, name)));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The server says what is wrong with it.
    return text;
  }
}

function readField(schema: Schema, draft: InputDraft, at: string): unknown {
  const value = draftValue(draft, at, schema);
  if (typeof value === 'boolean') return value;
  const text = kindOf(schema) === 'secret' ? value : value.trim();
  if (text === '') return undefined;
  switch (kindOf(schema)) {
    case 'number':
      return Number.isFinite(Number(text)) ? Number(text) : text;
    case 'list':
      return text
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '');
    case 'choice':
      return (schema['enum'] as readonly unknown[]).find((one) => String(one) === text) ?? text;
    case 'json':
      return parseJson(text);
    default:
      return text;
  }
}

/** The inputs that a draft stands for; a group that nobody filled in is left out, unless it has to be there. */
export function readInputs(schema: Schema, draft: InputDraft, parent = ''): Record<string, unknown> {
  const inputs: Record<string, unknown> = {};
  for (const [name, property] of propertiesOf(schema)) {
    const at = placeOf(parent, name);
    const isLeftOut = !isRequired(schema, name) && !isFilledIn(property, draft, at);
    const isGroup = kindOf(property) === 'group';
    if (isGroup && isLeftOut) continue;
    const value = isGroup ? readInputs(property, draft, at) : (property['const'] ?? readField(property, draft, at));
    if (value !== undefined) inputs[name] = value;
  }
  return inputs;
}

/** Every place of the form that can show what is wrong with it. */
export function listPlaces(schema: Schema, parent = ''): string[] {
  return fieldsOf(schema).flatMap(([name, property]) => {
    const at = placeOf(parent, name);
    return [at, ...(kindOf(property) === 'group' ? listPlaces(property, at) : [])];
  });
}

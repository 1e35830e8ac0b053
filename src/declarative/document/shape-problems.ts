import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { TLocalizedValidationError } from 'typebox/error';
import { Settings } from 'typebox/system';
import { AccessDocument } from './document.ts';
import { type Path } from './place.ts';

/** Something wrong with what a document says, by its path. */
export interface PathProblem {
  readonly path: Path;
  readonly message: string;
}

type ShapeError = TLocalizedValidationError;

/** All problems are told at once; beyond so many nobody reads on. */
const errorsMax = 1000;
const accessDocument = Compile(AccessDocument);

function pathOf(pointer: string): Path {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text (in quotes, where it looks like something else)',
  boolean: '`true` or `false`',
  integer: 'a whole number',
  array: 'a list',
  object: 'a mapping of keys to values',
  null: '`null`',
};

function typeName(type: unknown): string {
  return typeNames[String(type)] ?? String(type);
}

function limitMessage(error: ShapeError): string | null {
  switch (error.keyword) {
    case 'minLength':
      return 'must not be empty';
    case 'maxLength':
      return `must be at most ${String(error.params.limit)} characters long`;
    case 'minItems':
      return 'must name at least one';
    case 'maxItems':
      return `must be at most ${String(error.params.limit)} entries long`;
    case 'minimum':
    case 'maximum':
      return `must be a number ${error.params.comparison} ${String(error.params.limit)}`;
    case 'pattern':
      return 'must be a number with a unit, such as `90d`, `12h`, `30m` or `45s`, or `never`';
    default:
      return null;
  }
}

/** What one place says, in one message; a union says one thing for each of its branches. */
function placeMessages(errors: readonly ShapeError[]): string[] {
  const accepted = errors.flatMap((error) => {
    if (error.keyword === 'type') return [typeName(error.params.type)];
    if (error.keyword === 'const') return [`\`${String(error.params.allowedValue)}\``];
    return error.keyword === 'enum' ? error.params.allowedValues.map((word) => `\`${String(word)}\``) : [];
  });
  const limits = errors.flatMap((error) => limitMessage(error) ?? []);
  // A value of the right branch with something wrong in it is not also of the wrong type.
  if (limits.length > 0) return [...new Set(limits)];
  const words = [...new Set(accepted)];
  return words.length === 0 || (words.length === 1 && words[0] === typeNames['null'])
    ? []
    : [`must be ${words.join(' or ')}`];
}

/** Missing and unknown keys are told of what lacks or holds them; people look for the key. */
function keyProblems(path: Path, errors: readonly ShapeError[]): PathProblem[] {
  return errors.flatMap((error) => {
    if (error.keyword === 'required')
      return error.params.requiredProperties.map((key) => ({ path: [...path, key], message: 'is missing' }));
    if (error.keyword !== 'additionalProperties') return [];
    return error.params.additionalProperties.map((key) => ({
      path: [...path, key],
      message: `is not a known key; accepted: ${knownKeys(path)}`,
    }));
  });
}

/** The schema of what stands at a path. */
function schemaAt(path: Path): TSchema | null {
  let schema: unknown = AccessDocument;
  for (const part of path) {
    const { properties, items, anyOf } = (schema ?? {}) as {
      properties?: Record<string, unknown>;
      items?: unknown;
      anyOf?: { properties?: Record<string, unknown> }[];
    };
    const keys = properties ?? anyOf?.find((branch) => branch.properties !== undefined)?.properties;
    schema = typeof part === 'number' ? items : keys?.[part];
  }
  return (schema ?? null) as TSchema | null;
}

function knownKeys(path: Path): string {
  const schema = schemaAt(path) as { properties?: object; anyOf?: { properties?: object }[] } | null;
  const properties = schema?.properties ?? schema?.anyOf?.find((one) => one.properties !== undefined)?.properties;
  return Object.keys(properties ?? {})
    .map((key) => `\`${key}\``)
    .join(', ');
}

function allErrors(value: unknown): ShapeError[] {
  const { maxErrors } = Settings.Get();
  // The limit is of the whole library; nothing else runs before it is put back.
  Settings.Set({ maxErrors: errorsMax });
  try {
    return accessDocument.Errors(value);
  } finally {
    Settings.Set({ maxErrors });
  }
}

/** Everything that is wrong with the shape of a document. */
export function shapeProblems(value: unknown): PathProblem[] {
  const places = new Map<string, ShapeError[]>();
  for (const error of allErrors(value)) {
    places.set(error.instancePath, [...(places.get(error.instancePath) ?? []), error]);
  }
  return [...places].flatMap(([pointer, here]) => {
    const path = pathOf(pointer);
    return [...keyProblems(path, here), ...placeMessages(here).map((message) => ({ path, message }))];
  });
}

/** Whether a value is a document. */
export function isAccessDocument(value: unknown): value is Static<typeof AccessDocument> {
  return accessDocument.Check(value);
}

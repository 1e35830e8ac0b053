import type { TLocalizedValidationError } from 'typebox/error';
import { Settings } from 'typebox/system';
import type { Problem } from './errors.ts';

/** What tells everything that is wrong with a value, as a compiled schema of either kind does. */
export interface SchemaErrors {
  readonly list: () => readonly TLocalizedValidationError[];
  /** What the value as a whole is called. */
  readonly whole: string;
}

/** All problems are told at once; beyond so many nobody reads on. */
const errorsMax = 100;

/** What a validator says, by the place it says it of; a failed union says one thing per branch of the same place. */
function groupByPlace(errors: readonly TLocalizedValidationError[]): Map<string, TLocalizedValidationError[]> {
  const places = new Map<string, TLocalizedValidationError[]>();
  for (const error of errors) places.set(error.instancePath, [...(places.get(error.instancePath) ?? []), error]);
  return places;
}

function pathOf(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.');
}

const saidOtherwise = new Set(['type', 'const', 'enum', 'anyOf', 'boolean', 'required', 'additionalProperties']);

function messagesOf(errors: readonly TLocalizedValidationError[]): string[] {
  const types = errors.flatMap((error) => (error.keyword === 'type' ? [String(error.params.type)] : []));
  const constants = errors.flatMap((error) => {
    if (error.keyword === 'const') return [JSON.stringify(error.params.allowedValue)];
    return error.keyword === 'enum' ? error.params.allowedValues.map((value) => JSON.stringify(value)) : [];
  });
  const accepted = [...new Set([...types, ...constants])];
  const own = errors.filter(({ keyword }) => !saidOtherwise.has(keyword));
  return [...(accepted.length === 0 ? [] : [`must be ${accepted.join(' or ')}`]), ...own.map((error) => error.message)];
}

/** Missing and unknown keys are told of the object that lacks or holds them; people look for the key. */
function keyProblems(path: string, errors: readonly TLocalizedValidationError[]): Problem[] {
  const at = (key: string) => (path === '' ? key : `${path}.${key}`);
  return errors.flatMap((error) => {
    if (error.keyword === 'required')
      return error.params.requiredProperties.map((key) => ({ path: at(key), message: 'is required' }));
    if (error.keyword !== 'additionalProperties') return [];
    return error.params.additionalProperties.map((key) => ({ path: at(key), message: 'is not a known field' }));
  });
}

function allErrors(list: SchemaErrors['list']): readonly TLocalizedValidationError[] {
  const { maxErrors } = Settings.Get();
  // The limit is of the whole library; nothing else runs before it is put back.
  Settings.Set({ maxErrors: errorsMax });
  try {
    return list();
  } finally {
    Settings.Set({ maxErrors });
  }
}

/** Everything that a schema has against a value, by path. SECURITY: no message repeats the value. */
export function listSchemaProblems({ list, whole }: SchemaErrors): Problem[] {
  return [...groupByPlace(allErrors(list))].flatMap(([pointer, here]) => {
    const path = pathOf(pointer);
    const subject = path === '' ? `${whole} ` : '';
    return [...keyProblems(path, here), ...messagesOf(here).map((text) => ({ path, message: `${subject}${text}` }))];
  });
}

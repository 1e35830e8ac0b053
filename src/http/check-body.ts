import type { TLocalizedValidationError } from 'typebox/error';
import type { Validator } from 'typebox/compile';
import { CatalogError, requireNoProblems, type Problem } from '../foundation/index.ts';

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

function messagesOf(errors: readonly TLocalizedValidationError[]): string[] {
  const types = errors.flatMap((error) => (error.keyword === 'type' ? [String(error.params.type)] : []));
  const constants = errors.flatMap((error) =>
    error.keyword === 'const' ? [JSON.stringify(error.params.allowedValue)] : [],
  );
  const accepted = [...types, ...constants];
  const own = errors.filter(
    ({ keyword }) => !['type', 'const', 'anyOf', 'boolean', 'required', 'additionalProperties'].includes(keyword),
  );
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

function problemsOf(errors: readonly TLocalizedValidationError[]): Problem[] {
  return [...groupByPlace(errors)].flatMap(([pointer, here]) => {
    const path = pathOf(pointer);
    const subject = path === '' ? 'the body ' : '';
    return [...keyProblems(path, here), ...messagesOf(here).map((text) => ({ path, message: `${subject}${text}` }))];
  });
}

/**
 * A check of bodies against a compiled schema. Throws `body_malformed` when there is none, `field_invalid` with all problems
 * at once when it does not fit.
 */
export function createBodyCheck(validator: Validator): (body: unknown) => unknown {
  return (body) => {
    if (body === undefined) throw new CatalogError('body_malformed', 'the body is empty; accepted: a JSON object');
    if (!validator.Check(body)) requireNoProblems('field_invalid', problemsOf(validator.Errors(body)));
    return body;
  };
}

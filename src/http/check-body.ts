import type { Validator } from 'typebox/compile';
import { CatalogError, listSchemaProblems, requireNoProblems } from '../foundation/index.ts';

/**
 * A check of bodies against a compiled schema. Throws `body_malformed` when there is none, `field_invalid` with all problems
 * at once when it does not fit.
 */
export function createBodyCheck(validator: Validator): (body: unknown) => unknown {
  return (body) => {
    if (body === undefined) throw new CatalogError('body_malformed', 'the body is empty; accepted: a JSON object');
    if (validator.Check(body)) return body;
    const problems = listSchemaProblems({ list: () => validator.Errors(body), whole: 'the body' });
    requireNoProblems('field_invalid', problems);
    return body;
  };
}

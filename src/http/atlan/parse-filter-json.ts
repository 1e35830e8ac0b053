import { CatalogError, parseJson } from '../../foundation/index.ts';
import { findJsonFault } from '../manners/json-fault.ts';

/** The JSON of a `filter` parameter. Throws `filter_invalid` naming the place where it stops being JSON. */
export function parseFilterJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    const fault = findJsonFault(text);
    const place = fault === null ? '' : ` at character ${String(fault.offset)}: expected ${fault.expected}`;
    throw new CatalogError('filter_invalid', `\`filter\` is not JSON${place}`);
  }
}

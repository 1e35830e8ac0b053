import { CatalogError } from '../../foundation/index.ts';
import { queryText, type QueryValues } from '../manners/query-string.ts';

/** The unique attributes in `attr:<name>=<value>` parameters; `field_invalid` when there is none. */
export function readUniqueAttributes(query: QueryValues): Record<string, string> {
  const prefix = 'attr:';
  const attributes = Object.keys(query)
    .filter((key) => key.startsWith(prefix))
    .map((key): [string, string] => [key.slice(prefix.length), queryText(query, key) ?? '']);
  if (attributes.length > 0) return Object.fromEntries(attributes);
  throw new CatalogError('field_invalid', 'query parameter `attr:qualifiedName` is missing');
}

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

/** The qualified names in `attr_0:qualifiedName`, `attr_1:qualifiedName` …, by number; `field_invalid` when there is none. */
export function readNumberedNames(query: QueryValues): string[] {
  const numbered = Object.keys(query).flatMap((key) => {
    const [, number] = /^attr_(\d{1,6}):qualifiedName$/.exec(key) ?? [];
    return number === undefined ? [] : [{ number: Number(number), name: queryText(query, key) ?? '' }];
  });
  if (numbered.length > 0) return numbered.sort((a, b) => a.number - b.number).map(({ name }) => name);
  throw new CatalogError('field_invalid', 'query parameter `attr_0:qualifiedName` is missing');
}

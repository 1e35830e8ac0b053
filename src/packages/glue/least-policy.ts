import { type JsonObject } from '../../foundation/index.ts';
import { type SourceCatalog } from './source-catalog.ts';

/** What a crawl asks of Glue for each database. */
const readActions = ['glue:GetDatabase', 'glue:GetTables', 'glue:GetTable'];
const namedMax = 50;

const rootOf = ({ arn }: SourceCatalog): string => arn.slice(0, arn.indexOf(':catalog'));

/** The ARN of a database of the catalog, as IAM writes it; `*` for all of them. */
export function databaseArn(source: SourceCatalog | undefined, database: string): string {
  return `${source === undefined ? 'arn:aws:glue:*:*' : rootOf(source)}:database/${database}`;
}

/**
 * The least IAM policy with which the crawl works: listing all databases, since Glue knows no narrower right, and reading those that
 * are crawled, by name where a filter names a few.
 */
export function leastPolicy(
  sources: readonly SourceCatalog[],
  { databases, isFiltered }: { readonly databases: readonly string[]; readonly isFiltered: boolean },
): JsonObject {
  const names = isFiltered && databases.length <= namedMax ? [...new Set(databases)] : ['*'];
  const roots = sources.length === 0 ? ['arn:aws:glue:*:*'] : sources.map(rootOf);
  const catalogs = sources.length === 0 ? ['arn:aws:glue:*:*:catalog'] : sources.map(({ arn }) => arn);
  const ofEach = (pattern: (root: string) => readonly string[]): string[] => roots.flatMap((root) => pattern(root));
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'ListDatabases',
        Effect: 'Allow',
        Action: ['glue:GetDatabases'],
        Resource: [...catalogs, ...ofEach((root) => [`${root}:database/*`])],
      },
      {
        Sid: 'ReadTables',
        Effect: 'Allow',
        Action: readActions,
        Resource: [
          ...catalogs,
          ...ofEach((root) => names.flatMap((name) => [`${root}:database/${name}`, `${root}:table/${name}/*`])),
        ],
      },
    ],
  };
}

import { type Database } from '@aws-sdk/client-glue';

import { accountOf } from './catalog-target.ts';

/** The Glue catalog that a crawl reads: what makes two connections the same source. */
export interface SourceCatalog {
  readonly accountId: string;
  readonly region: string;
  /** As AWS names it; kept as `assetSourceId` of the Database. */
  readonly arn: string;
}

/**
 * Which catalog the databases were listed from: the one that was asked for by its id, else what Glue itself says of each; `null`
 * when none says so or they differ.
 * Links to databases of other accounts stand in the catalog that lists them, so theirs counts like any other.
 */
export function findSourceCatalog(
  databases: Iterable<Database>,
  region: string,
  askedFor: string | null = null,
): SourceCatalog | null {
  const ids = new Set([...databases].map(({ CatalogId = '' }) => CatalogId));
  const [only = ''] = ids.size === 1 ? ids : [];
  const id = askedFor ?? only;
  const accountId = accountOf(id);
  if (accountId === null) return null;
  const federated = id.slice(accountId.length + 1);
  const arn = `arn:${partitionOf(region)}:glue:${region}:${accountId}:catalog${federated === '' ? '' : `/${federated}`}`;
  return { accountId, region, arn };
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

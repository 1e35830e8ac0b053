import { type Table } from '@aws-sdk/client-glue';

import { type DatabaseCrawl } from './crawl-deps.ts';

/** What a resource link (`TargetTable`) points to, and what asking for it told. */
export interface LinkTarget {
  /** `<region>/<account>/<database>/<table>`, as far as the link says. */
  readonly path: string;
  /** `gone`: the link dangles. `hidden`: it may well be there, but not for this credential, or in another region. */
  readonly state: 'present' | 'gone' | 'hidden';
  /** `null` unless `present`. */
  readonly table: Table | null;
}

const askedAtOnce = 8;

/**
 * Asks for the targets of the links among the tables that tell no columns themselves. One call for each such link: Glue knows no
 * way to ask for several, and links are few.
 */
export async function findLinkTargets(
  crawl: DatabaseCrawl,
  tables: readonly Table[],
): Promise<ReadonlyMap<Table, LinkTarget>> {
  const links = tables.filter((table) => table.TargetTable !== undefined && columnCount(table) === 0);
  const targets = new Map<Table, LinkTarget>();
  for (let start = 0; start < links.length; start += askedAtOnce) {
    const asked = links.slice(start, start + askedAtOnce);
    const found = await Promise.all(asked.map((link) => findTarget(crawl, link)));
    for (const [index, link] of asked.entries()) {
      const target = found[index];
      if (target !== undefined) targets.set(link, target);
    }
  }
  return targets;
}

const columnCount = ({ StorageDescriptor, PartitionKeys }: Table): number =>
  (StorageDescriptor?.Columns?.length ?? 0) + (PartitionKeys?.length ?? 0);

/** Where a link points, in the source's own words; `null` for a table that is no link. */
export function linkPathOf({ TargetTable: target }: Pick<Table, 'TargetTable'>): string | null {
  if (target === undefined) return null;
  return [target.Region, target.CatalogId, target.DatabaseName, target.Name].filter(Boolean).join('/');
}

async function findTarget({ source }: DatabaseCrawl, link: Table): Promise<LinkTarget> {
  const path = linkPathOf(link) ?? '';
  const { CatalogId, DatabaseName, Name, Region } = link.TargetTable ?? {};
  if (!DatabaseName || !Name) return { path, state: 'gone', table: null };
  // Another region is another Glue, which this client cannot ask.
  if (Region && Region !== (await source.findRegion())) return { path, state: 'hidden', table: null };
  const answer = await source.findTable(DatabaseName, Name, CatalogId);
  return answer.state === 'present'
    ? { path, state: 'present', table: answer.value }
    : { path, state: answer.state, table: null };
}

/** The link as its target describes it: columns, place and counts of the target, name and texts of its own. */
export function joinLink(link: Table, { table: target }: LinkTarget): Table {
  if (target === null) return link;
  const times = [link.UpdateTime, target.UpdateTime].flatMap((time) => (time === undefined ? [] : [time.getTime()]));
  const description = link.Description ?? target.Description;
  return {
    ...link,
    ...(description === undefined ? {} : { Description: description }),
    StorageDescriptor: target.StorageDescriptor,
    PartitionKeys: target.PartitionKeys,
    Parameters: { ...target.Parameters, ...link.Parameters },
    IsRegisteredWithLakeFormation: target.IsRegisteredWithLakeFormation,
    // A column that is dropped at the target changes the target, not the link.
    ...(times.length === 0 ? {} : { UpdateTime: new Date(Math.max(...times)) }),
  };
}

/** What a link whose target does not answer says of itself; `null` for every other one. */
export function warningOf({ state, path }: LinkTarget): string | null {
  if (state === 'present') return null;
  return state === 'gone'
    ? `is a link to \`${path}\`, which does not exist; it stays, with what is known of it`
    : `is a link to \`${path}\`, which is out of reach of this credential; it stays, with what is known of it`;
}

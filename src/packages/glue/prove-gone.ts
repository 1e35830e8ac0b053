import { type DatabaseCrawl } from './crawl-deps.ts';
import { tableTypeName } from './map-table.ts';
import { sourceNameOf } from './qualified-name.ts';
import { type StoredAsset } from './stored-assets.ts';

/** What asking for missing tables by name told. */
export interface GoneProof {
  /** The tables that the source says do not exist. More than `enough` of them is reason to stop asking. */
  readonly gone: readonly StoredAsset[];
  /** How many the credential may not see. */
  readonly hidden: number;
  /** The database went meanwhile: then nothing is known of its tables one by one. */
  readonly isDatabaseGone: boolean;
}

const askedAtOnce = 8;

// A lost grant may hide 200,000 tables. They stay in any case, so asking for all of them, in every crawl, would tell nothing more.
const hiddenMax = 500;

type Answer = 'gone' | 'hidden' | 'there';

/**
 * Asks for each table by name: `EntityNotFoundException` is gone, access denied is hidden, and hidden stays. A table that became
 * a view of the same name is gone too. Since Glue answers the same when the whole database is gone, the database itself
 * is asked for last, and only if that is there do the answers stand.
 */
export async function proveGone(
  crawl: DatabaseCrawl,
  missing: readonly StoredAsset[],
  enough: number,
): Promise<GoneProof> {
  const gone: StoredAsset[] = [];
  let hidden = 0;
  for (let start = 0; start < missing.length; start += askedAtOnce) {
    const asked = missing.slice(start, start + askedAtOnce);
    const answers = await Promise.all(asked.map((asset) => ask(crawl, asset)));
    gone.push(...asked.filter((_asset, index) => answers[index] === 'gone'));
    hidden += await sayHidden(
      crawl,
      asked.filter((_asset, index) => answers[index] === 'hidden'),
    );
    if (gone.length > enough || hidden >= hiddenMax) break;
  }
  if (gone.length === 0) return { gone, hidden, isDatabaseGone: false };
  const database = await crawl.source.findDatabase(crawl.database);
  if (database.state === 'present') return { gone, hidden, isDatabaseGone: false };
  return { gone: [], hidden, isDatabaseGone: database.state === 'gone' };
}

async function ask({ source, database }: DatabaseCrawl, asset: StoredAsset): Promise<Answer> {
  const presence = await source.findTable(database, sourceNameOf(asset.qualifiedName));
  if (presence.state !== 'present') return presence.state;
  return tableTypeName(presence.value) === asset.typeName ? 'there' : 'gone';
}

async function sayHidden({ ctx, database }: DatabaseCrawl, hidden: readonly StoredAsset[]): Promise<number> {
  for (const { qualifiedName } of hidden) {
    const name = sourceNameOf(qualifiedName);
    await ctx.log('warn', `\`${database}.${name}\` is hidden from this credential, it stays as it was`);
  }
  return hidden.length;
}

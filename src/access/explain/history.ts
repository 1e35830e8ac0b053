import { CatalogError, type Clock } from '../../foundation/index.ts';
import { type Db, type Tx } from '../../postgres/index.ts';
import { live, type FactSources } from '../gather-facts.ts';
import { pastSources } from './fact-sources.ts';

/** Since when it is known who could do what. */
export async function readHistoryBegin(db: Db | Tx): Promise<Date> {
  const { at } = await db.selectFrom('access_history_begin').select('at').executeTakeFirstOrThrow();
  return at;
}

/**
 * The sources of facts at a moment; of now without one. Throws `field_invalid` for a moment of which nothing is known: before the history
 * began, or still to come.
 */
export async function sourcesAt(
  { db, clock }: { readonly db: Db | Tx; readonly clock: Clock },
  at: Date | undefined,
): Promise<FactSources> {
  if (at === undefined) return live;
  const begin = await readHistoryBegin(db);
  const wanted = `\`at\` is \`${at.toISOString()}\``;
  if (at < begin) {
    throw new CatalogError('field_invalid', `${wanted}; the history of access begins at \`${begin.toISOString()}\``);
  }
  if (at > clock.now())
    throw new CatalogError('field_invalid', `${wanted}, which is still to come; accepted: a past date`);
  return pastSources(at);
}

import { CatalogError, type JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import type { CatalogDeps } from '../deps.ts';

/** How long somebody may come back to ask, in hours. */
const keptHours = 24;

/** Remembers what became of a change, and forgets what is older than a day. Gives the number by which it is asked for. */
export async function insertBulkJob(tx: Tx, { actorId }: Principal, result: JsonObject): Promise<number> {
  await sql`DELETE FROM bulk_job WHERE created_at < now() - make_interval(hours => ${keptHours})`.execute(tx);
  const { id } = await tx
    .insertInto('bulk_job')
    .values({ actor_id: actorId, result: JSON.stringify(result) })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/**
 * What became of a change that the actor made within the last day. Throws `record_not_found`.
 * SECURITY: the same for the change of somebody else as for none.
 */
export async function getBulkJob({ db }: CatalogDeps, { actorId }: Principal, id: number): Promise<JsonObject> {
  const job = await db
    .selectFrom('bulk_job')
    .where('id', '=', id)
    .where('actor_id', '=', actorId)
    .where('created_at', '>', sql<Date>`now() - make_interval(hours => ${keptHours})`)
    .select('result')
    .executeTakeFirst();
  if (job === undefined) throw new CatalogError('record_not_found', 'there is no such job');
  return job.result;
}

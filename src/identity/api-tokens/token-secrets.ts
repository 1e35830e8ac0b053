import { CatalogError } from '../../foundation/index.ts';
import { sql, type Db, type Tx } from '../../postgres/index.ts';
import type { ApiTokenRecord } from './api-token.ts';

/** `retiring`: it still works and has a successor; `retired`: it never works again. */
export type TokenSecretState = 'live' | 'retiring' | 'retired';

/** A secret of an API token by its public id, which revokes it and logs nobody in. */
export interface TokenSecret {
  readonly id: string;
  readonly state: TokenSecretState;
  readonly createdAt: Date;
  /** When it ends or has ended; `null`: with its token. */
  readonly retiresAt: Date | null;
  /** The secret that it followed. */
  readonly supersedesId: string | null;
  /** To the minute; `null` when it was never used. */
  readonly lastUsedAt: Date | null;
  readonly lastUsedNetwork: string | null;
  readonly lastUsedClient: string | null;
  readonly useCount: number;
}

/** Those before them are of no use to anybody. */
const listedSecretsMax = 100;

/** The secrets of a token, the newest first, at most the last hundred. */
export async function listTokenSecrets(db: Db | Tx, { actorId }: ApiTokenRecord): Promise<TokenSecret[]> {
  const { rows } = await sql<TokenSecret>`
    SELECT id, created_at AS "createdAt", coalesce(retired_at, retires_at) AS "retiresAt",
           CASE WHEN retired_at IS NOT NULL OR retires_at <= now() THEN 'retired'
                WHEN retires_at IS NOT NULL THEN 'retiring' ELSE 'live' END AS state,
           supersedes_id AS "supersedesId", last_used_at AS "lastUsedAt", host(last_used_network) AS "lastUsedNetwork",
           last_used_client AS "lastUsedClient", use_count AS "useCount"
    FROM secret WHERE actor_id = ${actorId} AND kind = 'api'
    ORDER BY created_at DESC, id LIMIT ${listedSecretsMax}`.execute(db);
  return rows;
}

/**
 * Ends one secret of a token inside the caller's transaction; `false` when it had ended before. Throws `record_not_found`
 * for what is no secret of this token.
 */
export async function retireTokenSecret(tx: Tx, { id, actorId }: ApiTokenRecord, secretId: string): Promise<boolean> {
  const retired = await sql<{ wasLive: boolean }>`
    UPDATE secret SET retired_at = coalesce(secret.retired_at, now())
    FROM secret AS before
    WHERE secret.id = before.id AND secret.id::text = lower(${secretId}) AND secret.actor_id = ${actorId} AND secret.kind = 'api'
    RETURNING before.retired_at IS NULL AND coalesce(before.retires_at > now(), true) AS "wasLive"`.execute(tx);
  const [secret] = retired.rows;
  if (secret === undefined) {
    throw new CatalogError('record_not_found', `API token \`${id}\` has no secret \`${secretId}\``);
  }
  return secret.wasLive;
}

import { CatalogError } from '../../foundation/index.ts';
import { sql, type Db, type Tx } from '../../postgres/index.ts';

/** An access token without its secret. */
export interface AccessTokenRecord {
  /** The number of its owner. */
  readonly userId: number;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** The access token whose secret this is. Throws `access_token_invalid` when it was swept away meanwhile. */
export async function getAccessTokenBySecret(db: Db | Tx, secretId: string): Promise<AccessTokenRecord> {
  const { rows } = await sql<AccessTokenRecord>`
    SELECT actor.number AS "userId", secret.created_at AS "createdAt", secret.expires_at AS "expiresAt"
    FROM secret JOIN actor ON actor.id = secret.actor_id
    WHERE secret.id = ${secretId} AND secret.kind = 'acc'`.execute(db);
  const [token] = rows;
  if (token === undefined) throw new CatalogError('access_token_invalid', 'there is no such access token');
  return token;
}

import { CatalogError, invariant } from '../../foundation/index.ts';
import { sql, type Db, type Tx } from '../../postgres/index.ts';

/**
 * Worked out whenever somebody asks (Alation wire, state machines): `revoked` beats `expired`, and a token of somebody who is switched off
 * is revoked. Nothing becomes active again under the same secret.
 */
export type AlationTokenState = 'active' | 'expired' | 'revoked';

/** The access token that was made from a refresh token last. */
export interface LatestAccessToken {
  readonly state: AlationTokenState;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** A refresh token without its secret. */
export interface RefreshTokenRecord {
  readonly id: number;
  readonly name: string;
  readonly state: AlationTokenState;
  /** The person whose token it is. */
  readonly actorId: string;
  readonly username: string;
  /** The same person by number: the `user_id` of the wire. */
  readonly userId: number;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** When an access token was made from it last; `null` when none ever was. */
  readonly lastUsedAt: Date | null;
  /** The token whose place it took. */
  readonly regeneratedFrom: number | null;
  /** `null` when none was ever made. */
  readonly accessToken: LatestAccessToken | null;
  readonly secretId: string;
}

export type RefreshTokenRow = Omit<RefreshTokenRecord, 'accessToken'> & {
  readonly accessState: AlationTokenState | null;
  readonly accessCreatedAt: Date | null;
  readonly accessExpiresAt: Date | null;
};

/** Every refresh token that was not swept away, one row each. */
export const refreshTokenRows = sql<RefreshTokenRow>`
  SELECT token.id, token.name, token.actor_id AS "actorId", actor.username, actor.number AS "userId",
         CASE WHEN secret.retired_at IS NOT NULL OR actor.state <> 'active' THEN 'revoked'
              WHEN secret.expires_at <= now() THEN 'expired' ELSE 'active' END AS state,
         secret.created_at AS "createdAt", secret.expires_at AS "expiresAt", secret.last_used_at AS "lastUsedAt",
         token.regenerated_from AS "regeneratedFrom", token.secret_id AS "secretId",
         CASE WHEN latest.retired_at IS NOT NULL OR (latest.id IS NOT NULL AND actor.state <> 'active') THEN 'revoked'
              WHEN latest.expires_at <= now() THEN 'expired'
              WHEN latest.id IS NOT NULL THEN 'active' END AS "accessState",
         latest.created_at AS "accessCreatedAt", latest.expires_at AS "accessExpiresAt"
  FROM refresh_token AS token
  JOIN secret ON secret.id = token.secret_id
  JOIN actor ON actor.id = token.actor_id
  LEFT JOIN LATERAL (
    SELECT id, created_at, expires_at, retired_at FROM secret AS access
    WHERE access.parent_id = token.secret_id AND access.kind = 'acc' ORDER BY created_at DESC, id LIMIT 1
  ) AS latest ON true`;

export function refreshTokenFrom(row: RefreshTokenRow): RefreshTokenRecord {
  const { accessState, accessCreatedAt, accessExpiresAt, ...record } = row;
  if (accessState === null) return { ...record, accessToken: null };
  invariant(accessCreatedAt !== null && accessExpiresAt !== null, 'an access token was made and expires');
  return {
    ...record,
    accessToken: { state: accessState, createdAt: accessCreatedAt, expiresAt: accessExpiresAt },
  };
}

/** The refresh token whose secret this is, or `null`. */
export async function findRefreshTokenBySecret(db: Db | Tx, secretId: string): Promise<RefreshTokenRecord | null> {
  const { rows } = await sql<RefreshTokenRow>`${refreshTokenRows} WHERE token.secret_id = ${secretId}`.execute(db);
  return rows[0] === undefined ? null : refreshTokenFrom(rows[0]);
}

const idPattern = /^\d{1,15}$/;

/** The refresh token of that id, whatever text it is; `null` when there is none. */
export async function findRefreshToken(db: Db | Tx, id: string): Promise<RefreshTokenRecord | null> {
  if (!idPattern.test(id)) return null;
  const { rows } = await sql<RefreshTokenRow>`${refreshTokenRows} WHERE token.id = ${Number(id)}`.execute(db);
  return rows[0] === undefined ? null : refreshTokenFrom(rows[0]);
}

/** The refresh tokens of a person, the newest first, at most a thousand. */
export async function listRefreshTokensOf(db: Db | Tx, actorId: string): Promise<RefreshTokenRecord[]> {
  const { rows } = await sql<RefreshTokenRow>`
    ${refreshTokenRows} WHERE token.actor_id = ${actorId} ORDER BY token.id DESC LIMIT 1000`.execute(db);
  return rows.map(refreshTokenFrom);
}

/**
 * The refresh token, whose secret the transaction then holds: of two who change it each sees what the one before has done. Throws
 * `refresh_token_invalid` when it was swept away. The lock and the read are two statements, so that the read sees what was waited for.
 */
export async function holdRefreshToken(tx: Tx, secretId: string): Promise<RefreshTokenRecord> {
  await tx.selectFrom('secret').select('id').where('id', '=', secretId).forUpdate().execute();
  const token = await findRefreshTokenBySecret(tx, secretId);
  if (token === null) throw new CatalogError('refresh_token_invalid', 'there is no such refresh token');
  return token;
}

import { hash } from 'node:crypto';
import type { AdapterPayload } from 'oidc-provider';
import { sql, type Db, type Tx } from '../../postgres/index.ts';

export type ArtifactKind = 'Session' | 'Interaction' | 'AuthorizationCode' | 'DeviceCode' | 'RefreshToken';

/** How an artifact's id is stored: SHA-256 over its kind and the id that the other side holds. */
export function digestArtifact(kind: ArtifactKind | 'UserCode', id: string): Buffer {
  return hash('sha256', `${kind}:${id}`, 'buffer');
}

/** A user code as it is compared: letters only, upper case; people type spaces, dashes and small letters. */
export function normalizeUserCode(text: string): string {
  return text.toUpperCase().replaceAll(/[^A-Z]/g, '');
}

/** A user code as it is shown. */
export function formatUserCode(normalized: string): string {
  return `${normalized.slice(0, 4)}-${normalized.slice(4)}`;
}

/** An artifact as it is stored, with its times told relative to now by the database's clock. */
export interface ArtifactRow {
  readonly payload: AdapterPayload;
  readonly grantId: string | null;
  readonly succession: Buffer | null;
  readonly ageSeconds: number;
  /** Negative once it has run out. */
  readonly secondsLeft: number;
  /** `null`: was not consumed. */
  readonly consumedSecondsAgo: number | null;
}

/** Finds an artifact, expired ones included: the protocol has other words for those than for unknown ones. */
export async function findArtifact(db: Db | Tx, kind: ArtifactKind, id: string): Promise<ArtifactRow | null> {
  const { rows } = await sql<ArtifactRow>`
    SELECT payload, grant_id AS "grantId", succession,
           extract(epoch FROM now() - created_at)::float8 AS "ageSeconds",
           extract(epoch FROM expires_at - now())::float8 AS "secondsLeft",
           extract(epoch FROM now() - consumed_at)::float8 AS "consumedSecondsAgo"
    FROM oauth_artifact WHERE digest = ${digestArtifact(kind, id)} AND kind = ${kind}`.execute(db);
  return rows[0] ?? null;
}

/** Removes what has run out more than an hour ago; called where strangers can make more. */
export async function sweepArtifacts(db: Db | Tx): Promise<void> {
  await sql`DELETE FROM oauth_artifact WHERE expires_at < now() - interval '1 hour'`.execute(db);
}

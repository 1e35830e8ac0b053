import { CatalogError } from '../../foundation/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import { holdRootSecret } from '../oauth/hold-root-secret.ts';
import { insertSecret, type IssuedSecret } from '../secrets/insert-secret.ts';

export interface ClientRotation {
  readonly actorId: string;
  /** How long the secret before goes on working at most; 0: not at all. Its first use of the new one leaves it ten minutes. */
  readonly overlapSeconds: number;
}

export interface RotatedClientSecret {
  readonly secretId: string;
  /** Shown to the caller once. */
  readonly text: string;
  /** When the secret before ends at the latest; `null` when it has ended. */
  readonly predecessorEndsAt: Date | null;
}

interface LiveSecret {
  readonly id: string;
  readonly isUsed: boolean;
  readonly supersedesId: string | null;
}

async function lockLive(tx: Tx, actorId: string): Promise<readonly LiveSecret[]> {
  const { rows } = await sql<LiveSecret>`
    SELECT id, first_used_at IS NOT NULL AS "isUsed", supersedes_id AS "supersedesId"
    FROM secret
    WHERE actor_id = ${actorId} AND kind = 'cli' AND retired_at IS NULL AND coalesce(retires_at > now(), true)
    ORDER BY created_at DESC, id FOR UPDATE`.execute(tx);
  return rows;
}

/** A successor that nobody has used is replaced, for its answer may have been lost: then the secret before it is the one to follow. */
function followedBy(live: readonly LiveSecret[]): LiveSecret | null {
  const [newest, before] = live;
  if (newest === undefined) return null;
  const isLost = !newest.isUsed && before !== undefined && newest.supersedesId === before.id;
  return isLost ? before : newest;
}

/**
 * Gives an OAuth client a new secret inside the caller's transaction, which holds the client.
 * INVARIANT: at most two are live afterwards. Asking again never puts the end of the one before off.
 */
export async function rotateClientSecret(tx: Tx, rotation: ClientRotation): Promise<RotatedClientSecret> {
  const { actorId, overlapSeconds } = rotation;
  const live = await lockLive(tx, actorId);
  const followed = overlapSeconds === 0 ? null : followedBy(live);
  const ended = live.filter((secret) => secret !== followed).map(({ id }) => id);
  await sql`UPDATE secret SET retired_at = now() WHERE id = ANY(${ended}::uuid[])`.execute(tx);
  const predecessorEndsAt = followed === null ? null : await setDeadline(tx, followed.id, overlapSeconds);
  const supersedesId = followed?.id ?? null;
  const { id, text } = await insertSecret(tx, { actorId, kind: 'cli', lifetimeSeconds: null, supersedesId });
  return { secretId: id, text, predecessorEndsAt };
}

async function setDeadline(tx: Tx, id: string, overlapSeconds: number): Promise<Date> {
  const { rows } = await sql<{ endsAt: Date }>`
    UPDATE secret SET retires_at = least(retires_at, now() + make_interval(secs => ${overlapSeconds}))
    WHERE id = ${id} RETURNING retires_at AS "endsAt"`.execute(tx);
  return rows[0]?.endsAt ?? new Date(0);
}

const derivedSeconds = 10 * 60;
const derivedLiveMax = 5;

/**
 * A client secret for an API token that is already there, good for ten minutes and no longer than what the caller came with; of more than
 * five live ones the oldest end. Inside the caller's transaction, which holds the token. Throws `token_invalid` when the caller's own
 * secret was ended meanwhile.
 */
export async function deriveClientSecret(tx: Tx, actorId: string, presentedId: string): Promise<IssuedSecret> {
  const parentId = await holdRootSecret(tx, presentedId);
  if (parentId === null) throw new CatalogError('token_invalid', 'the token is not valid');
  await sql`
    DELETE FROM secret WHERE actor_id = ${actorId} AND kind = 'cli'
      AND least(expires_at, retired_at) < now() - interval '1 day'`.execute(tx);
  const derived = await insertSecret(tx, { actorId, kind: 'cli', lifetimeSeconds: derivedSeconds, parentId });
  await sql`
    UPDATE secret SET retired_at = now() WHERE id IN (
      SELECT id FROM secret WHERE actor_id = ${actorId} AND kind = 'cli' AND retired_at IS NULL AND expires_at > now()
      ORDER BY created_at DESC, (id = ${derived.id}) DESC OFFSET ${derivedLiveMax})`.execute(tx);
  return derived;
}

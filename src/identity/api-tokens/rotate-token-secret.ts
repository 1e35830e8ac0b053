import { sql, type Tx } from '../../postgres/index.ts';
import { insertSecret } from '../secrets/insert-secret.ts';
import type { ApiTokenRecord } from './api-token.ts';

export interface Rotation {
  /** Held by `lockApiToken`, so that of several rotations each sees what the one before has done. */
  readonly token: ApiTokenRecord;
  /** How long the secret that is followed goes on working at most; 0: not at all. */
  readonly overlapSeconds: number;
  /** The secret that the caller came with, where it is one of this token: surely in use. */
  readonly presentedSecretId: string | null;
}

export interface RotatedSecret {
  readonly secretId: string;
  /** The new secret. Shown to the caller once. */
  readonly text: string;
  /** The secret that it follows, and when that ends at the latest; `null` when the token had no live one. */
  readonly predecessor: { readonly id: string; readonly retiresAt: Date } | null;
}

interface LiveSecret {
  readonly id: string;
  readonly slot: 1 | 2;
  readonly supersedesId: string | null;
  readonly isUsed: boolean;
  readonly isOver: boolean;
}

/** The newest first, as the first use of a successor locks them too: two who lock both never wait for each other. */
async function lockLiveSecrets(tx: Tx, actorId: string): Promise<readonly LiveSecret[]> {
  const { rows } = await sql<LiveSecret>`
    SELECT id, slot, supersedes_id AS "supersedesId", first_used_at IS NOT NULL AS "isUsed",
           coalesce(retires_at <= now(), false) AS "isOver"
    FROM secret WHERE actor_id = ${actorId} AND kind = 'api' AND retired_at IS NULL
    ORDER BY created_at DESC, id FOR UPDATE`.execute(tx);
  return rows;
}

/** Which secret the new one follows, and which end now. */
interface Plan {
  readonly followed: LiveSecret | null;
  readonly ended: readonly LiveSecret[];
}

/**
 * A successor that nobody has used is replaced, for its answer may have been lost: the secret before it goes on until its
 * own deadline. One that is in use takes its predecessor's place, and that ends at once.
 */
function planRotation(secrets: readonly LiveSecret[], presentedSecretId: string | null): Plan {
  const over = secrets.filter(({ isOver }) => isOver);
  const live = secrets.filter(({ isOver }) => !isOver);
  const current = live.find(({ id }) => !live.some(({ supersedesId }) => supersedesId === id)) ?? null;
  const others = live.filter((secret) => secret !== current);
  const before = others.find(({ id }) => id === current?.supersedesId) ?? null;
  const isInUse = current === null || current.isUsed || current.id === presentedSecretId;
  if (before === null || isInUse) return { followed: current, ended: [...over, ...others] };
  return { followed: before, ended: [...over, ...live.filter((secret) => secret !== before)] };
}

async function endSecrets(tx: Tx, secrets: readonly LiveSecret[]): Promise<void> {
  if (secrets.length === 0) return;
  await sql`UPDATE secret SET retired_at = least(retires_at, now())
    WHERE id = ANY(${secrets.map(({ id }) => id)}::uuid[])`.execute(tx);
}

/**
 * SECURITY: asking again never puts a deadline off, or who holds a leaked secret could keep it alive by rotating.
 */
async function setDeadline(tx: Tx, id: string, overlapSeconds: number): Promise<Date> {
  const { rows } = await sql<{ retiresAt: Date }>`
    UPDATE secret SET
      retires_at = least(retires_at, now() + make_interval(secs => ${overlapSeconds})),
      retired_at = CASE WHEN ${overlapSeconds} = 0 THEN now() END
    WHERE id = ${id} RETURNING retires_at AS "retiresAt"`.execute(tx);
  return rows[0]?.retiresAt ?? new Date(0);
}

/**
 * Gives a token a new secret inside the caller's transaction. Its grants, terms and expiry are not touched.
 * INVARIANT: at most two secrets are live afterwards, each in a slot of its own, and the one before stays good until its deadline.
 */
export async function rotateTokenSecret(tx: Tx, rotation: Rotation): Promise<RotatedSecret> {
  const { token, overlapSeconds, presentedSecretId } = rotation;
  const secrets = await lockLiveSecrets(tx, token.actorId);
  const { followed, ended } = planRotation(secrets, presentedSecretId);
  await endSecrets(tx, ended);
  const retiresAt = followed === null ? null : await setDeadline(tx, followed.id, overlapSeconds);
  const issued = await insertSecret(tx, {
    actorId: token.actorId,
    kind: 'api',
    lifetimeSeconds: null,
    slot: followed?.slot === 1 ? 2 : 1,
    supersedesId: followed?.id ?? null,
  });
  return {
    secretId: issued.id,
    text: issued.text,
    predecessor: followed === null || retiresAt === null ? null : { id: followed.id, retiresAt },
  };
}

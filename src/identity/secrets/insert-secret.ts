import { createSecret, digestSecret, newGuid, type SecretKind } from '../../foundation/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import { readNetworkAddress, type RequestOrigin } from './request-origin.ts';

export interface NewSecret {
  readonly actorId: string;
  readonly kind: SecretKind;
  /** `null`: as long as its actor lives. */
  readonly lifetimeSeconds: number | null;
  /** Of an API token; 1 when absent. */
  readonly slot?: 1 | 2;
  /** The secret that this one follows. */
  readonly supersedesId?: string | null;
  /** The secret that this one was made from; it ends with that one. */
  readonly parentId?: string;
  /** Where the request came from that made it. */
  readonly origin?: RequestOrigin;
}

/** What a client calls itself may be as long as a header; a list shows its beginning. */
const clientCharactersMax = 200;

/** A secret that was just made. `text` exists here and with the caller it is handed to, nowhere else. */
export interface IssuedSecret {
  readonly id: string;
  readonly text: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
}

/** Makes a secret for an actor and stores its digest; the lifetime counts by the database's clock. */
export async function insertSecret(tx: Tx, secret: NewSecret): Promise<IssuedSecret> {
  const text = createSecret(secret.kind);
  const { id, created_at, expires_at } = await tx
    .insertInto('secret')
    .values({
      id: newGuid(),
      actor_id: secret.actorId,
      kind: secret.kind,
      digest: digestSecret(text),
      slot: secret.kind === 'api' ? (secret.slot ?? 1) : null,
      supersedes_id: secret.supersedesId ?? null,
      // Not the time the transaction began: secrets that wait for each other are in the order they were made.
      created_at: sql<Date>`clock_timestamp()`,
      parent_id: secret.parentId ?? null,
      created_network: readNetworkAddress(secret.origin?.address ?? null),
      created_client: secret.origin?.client?.slice(0, clientCharactersMax) ?? null,
      expires_at: sql<Date | null>`now() + make_interval(secs => ${secret.lifetimeSeconds})`,
    })
    .returning(['id', 'created_at', 'expires_at'])
    .executeTakeFirstOrThrow();
  return { id, text, createdAt: created_at, expiresAt: expires_at };
}

/** Removes the sessions and bearers of an actor that ended more than a day ago; called where it gets a new one. */
export async function sweepEndedSecrets(tx: Tx, actorId: string): Promise<void> {
  await tx
    .deleteFrom('secret')
    .where('actor_id', '=', actorId)
    .where('kind', 'in', ['ses', 'usr'])
    .where(sql<boolean>`least(expires_at, retired_at) < now() - interval '1 day'`)
    .execute();
}

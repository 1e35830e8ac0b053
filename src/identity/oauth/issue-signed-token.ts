import { SignJWT, type JWK as SigningKey, type JWTPayload } from 'jose';
import type { JWK } from 'oidc-provider';
import { recordAudit } from '../../audit/index.ts';
import { digestSecret, invariant, newGuid, parseSecret } from '../../foundation/index.ts';
import { sql, retryTransaction, type Tx } from '../../postgres/index.ts';
import type { IdentityDeps } from '../deps.ts';
import { sweepEndedSecrets } from '../secrets/insert-secret.ts';
import type { AuthenticatedClient } from './authenticate-client.ts';
import { holdRootSecret } from './hold-root-secret.ts';
import type { IssuedAccessToken } from './issue-client-token.ts';
import { OauthRefusal } from './oauth-refusal.ts';

/** How long a signed access token may live (Alation wire, OAuth 2.0). */
export const signedTokenSecondsMin = 300;
export const signedTokenSecondsMax = 259_200;

/** With what, and in whose name, tokens are signed. */
export interface TokenSigning {
  /** The private key, RS256; one of `loadSigningKeys`. */
  readonly key: JWK;
  /** Where clients reach this server, without a slash at the end. */
  readonly publicUrl: string;
}

interface HeldClient {
  readonly lifetimeSeconds: number;
  /** The row of the token issued last. */
  readonly lastId: string | null;
  /** Seconds since 1970 by the database's clock. */
  readonly now: number;
}

/** Holds the client until the transaction ends, so that its tokens follow one another. */
async function holdClient(tx: Tx, actorId: string): Promise<HeldClient | undefined> {
  const { rows } = await sql<HeldClient>`
    SELECT signed_token_seconds AS "lifetimeSeconds", signed_token_id AS "lastId",
           floor(extract(epoch FROM clock_timestamp()))::float8 AS now
    FROM oauth_client WHERE actor_id = ${actorId} FOR UPDATE`.execute(tx);
  return rows[0];
}

/** Ends the token issued last; answers its id where it was still live. */
async function endToken(tx: Tx, id: string | null): Promise<string | null> {
  if (id === null) return null;
  const ended = await tx
    .updateTable('secret')
    .set({ retired_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where('retired_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .returning('id')
    .executeTakeFirst();
  return ended?.id ?? null;
}

/** The claims of RFC 9068; `jti` is the id of the token's row, which opens nothing. */
async function sign({ key, publicUrl }: TokenSigning, claims: JWTPayload): Promise<string> {
  invariant(key.kid !== undefined, 'a signing key has an id');
  // The order of the members is the beginning that all of them share; see `signedTokenStart`.
  const text = await new SignJWT({ iss: `${publicUrl}/oauth/v2`, aud: publicUrl, ...claims })
    .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: key.kid })
    // The two libraries describe one thing; ours all have a `kty`.
    .sign(key as SigningKey);
  invariant(parseSecret(text) !== null, 'a signed token has the form by which it is found again');
  return text;
}

interface NewRow {
  readonly id: string;
  readonly actorId: string;
  readonly clientId: string;
  readonly parentId: string;
  readonly text: string;
  readonly expiresAtSeconds: number;
}

async function insertRow(tx: Tx, row: NewRow): Promise<void> {
  await sweepEndedSecrets(tx, row.actorId);
  await tx
    .insertInto('secret')
    .values({
      ...{ id: row.id, actor_id: row.actorId, kind: 'usr', digest: digestSecret(row.text) },
      expires_at: sql<Date>`to_timestamp(${row.expiresAtSeconds})`,
      ...{ parent_id: row.parentId, oauth_client_id: row.clientId, oauth_scope: '' },
    })
    .execute();
  await tx.updateTable('oauth_client').set({ signed_token_id: row.id }).where('actor_id', '=', row.actorId).execute();
}

/** One answer for every client that gets nothing. */
export function clientRefusal(): OauthRefusal {
  return new OauthRefusal('invalid_client', 'client authentication failed');
}

/**
 * A signed access token for a client that has proved itself, for as long as the client's record says; the one before ends in the same
 * transaction. It acts as the client's actor and is a row of `secret`: it can be read by others and ended by us.
 * INVARIANT: that it is valid is decided by the statement that authenticates every request, never by its signature.
 * Throws `OauthRefusal` for an API token, which is no registered client, and where the client or its secret has ended meanwhile.
 */
export async function issueSignedToken(
  deps: IdentityDeps,
  { principal, clientId, secretId }: AuthenticatedClient,
  signing: TokenSigning,
): Promise<IssuedAccessToken> {
  const { actorId } = principal;
  // Who notes uses holds the same rows in another order.
  return retryTransaction(deps.db, async (tx) => {
    const held = await holdClient(tx, actorId);
    const parentId = held === undefined ? null : await holdRootSecret(tx, secretId);
    if (held === undefined || parentId === null) throw clientRefusal();
    const { now: iat, lifetimeSeconds, lastId } = held;
    const [id, exp] = [newGuid(), iat + lifetimeSeconds];
    const text = await sign(signing, { sub: actorId, client_id: clientId, iat, exp, jti: id });
    const endedId = await endToken(tx, lastId);
    await insertRow(tx, { id, actorId, clientId, parentId, text, expiresAtSeconds: exp });
    await recordAudit(tx, {
      actor: principal,
      action: 'oauth-token.create',
      objectKind: 'secret',
      objectId: id,
      detail: { clientId, scope: '', isSigned: true, endedId },
    });
    return { accessToken: text, expiresInSeconds: lifetimeSeconds };
  });
}

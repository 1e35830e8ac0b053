import { recordAudit } from '../../audit/index.ts';
import { createSecret, digestSecret, newGuid } from '../../foundation/index.ts';
import { sql, transact, type Tx } from '../../postgres/index.ts';
import type { IdentityDeps } from '../deps.ts';
import type { ActingParty } from '../principal.ts';
import { sweepEndedSecrets } from '../secrets/insert-secret.ts';
import type { AuthenticatedClient } from './authenticate-client.ts';
import { holdRootSecret } from './hold-root-secret.ts';
import { OauthRefusal } from './oauth-refusal.ts';

/** How long an access token of a client lives (Atlan wire, authentication). */
export const clientTokenSeconds = 600;

export interface IssuedAccessToken {
  /** Shown to the client once. */
  readonly accessToken: string;
  readonly expiresInSeconds: number;
}

export interface NewClientToken {
  readonly actorId: string;
  /** Whom it is issued to. */
  readonly clientId: string;
  readonly scope: string;
  /** The secret that the client proved itself with. */
  readonly presentedId: string;
  readonly act?: ActingParty;
}

/**
 * Makes an access token of ten minutes, or less where the API token it acts as ends earlier; answers it with its row's id. It ends with the
 * secret that all of it began with. Throws `invalid_client` when that was ended meanwhile.
 */
export async function insertClientToken(tx: Tx, token: NewClientToken): Promise<IssuedAccessToken & { id: string }> {
  const parentId = await holdRootSecret(tx, token.presentedId);
  if (parentId === null) throw new OauthRefusal('invalid_client', 'client authentication failed');
  await sweepEndedSecrets(tx, token.actorId);
  const text = createSecret('usr');
  const { id, secondsLeft } = await tx
    .insertInto('secret')
    .values({
      id: newGuid(),
      actor_id: token.actorId,
      kind: 'usr',
      digest: digestSecret(text),
      expires_at: sql<Date>`least(now() + make_interval(secs => ${clientTokenSeconds}),
        (SELECT expires_at FROM api_token WHERE actor_id = ${token.actorId}))`,
      parent_id: parentId,
      oauth_client_id: token.clientId,
      oauth_scope: token.scope,
      act_actor_id: token.act?.actorId ?? null,
      act_username: token.act?.username ?? null,
    })
    .returning(['id', sql<number>`floor(extract(epoch FROM expires_at - now()))::int`.as('secondsLeft')])
    .executeTakeFirstOrThrow();
  return { id, accessToken: text, expiresInSeconds: Math.max(0, secondsLeft) };
}

/**
 * An access token for a client that has proved itself; it acts as the client's own actor, with that actor's role, links, scopes and
 * networks, and dies with it. Throws `OauthRefusal`.
 */
export async function issueClientToken(
  deps: IdentityDeps,
  client: AuthenticatedClient,
  scope: string,
): Promise<IssuedAccessToken> {
  const { principal, clientId, secretId: presentedId } = client;
  return transact(deps.db, async (tx) => {
    const { id, ...issued } = await insertClientToken(tx, { actorId: principal.actorId, clientId, scope, presentedId });
    await recordAudit(tx, {
      actor: principal,
      action: 'oauth-token.create',
      objectKind: 'secret',
      objectId: id,
      detail: { clientId, scope },
    });
    return issued;
  });
}

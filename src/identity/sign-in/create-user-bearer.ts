import { recordAudit } from '../../audit/index.ts';
import { CatalogError, invariant } from '../../foundation/index.ts';
import { transact } from '../../postgres/index.ts';
import type { IdentityDeps } from '../deps.ts';
import { insertSecret, sweepEndedSecrets } from '../secrets/insert-secret.ts';
import type { Principal } from '../principal.ts';
import { noOrigin, type RequestOrigin } from '../secrets/request-origin.ts';
import { holdLiveSecret } from '../secrets/revoke-secret.ts';

export interface UserBearer {
  /** Shown to the caller once. */
  readonly secret: string;
  readonly expiresAt: Date;
}

/** The session that the person is signed in by, which the bearer ends with. */
export interface BearerSource {
  readonly sessionId: string;
  readonly origin?: RequestOrigin;
}

const bearerSeconds = 60 * 60;

/**
 * Hands a signed-in person a bearer that acts as them for 60 minutes and ends with their session. Throws `permission_denied`
 * for an API token (it would otherwise outlive its own expiry), `token_invalid` when the session has ended meanwhile.
 * SECURITY: the caller must have authenticated the person by session. Granted on a bearer, bearers would renew
 * themselves without end; the transport knows which it was (`TokenStatus.secretKind`).
 */
export async function createUserBearer(
  deps: IdentityDeps,
  principal: Principal,
  { sessionId, origin = noOrigin }: BearerSource,
): Promise<UserBearer> {
  if (principal.kind !== 'user') {
    throw new CatalogError(
      'permission_denied',
      'only a signed-in person may have a user bearer; API tokens have their own',
    );
  }
  return transact(deps.db, async (tx) => {
    const { actorId } = principal;
    if (!(await holdLiveSecret(tx, { id: sessionId, actorId })))
      throw new CatalogError('token_invalid', 'the session has ended');
    await sweepEndedSecrets(tx, actorId);
    const { id, text, expiresAt } = await insertSecret(tx, {
      actorId,
      kind: 'usr',
      lifetimeSeconds: bearerSeconds,
      parentId: sessionId,
      origin,
    });
    invariant(expiresAt !== null, 'a user bearer expires');
    await recordAudit(tx, {
      actor: principal,
      action: 'user-bearer.create',
      objectKind: 'secret',
      objectId: id,
      detail: { sessionId },
      origin,
    });
    return { secret: text, expiresAt };
  });
}

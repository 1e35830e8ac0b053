import { recordAudit } from '../../audit/index.ts';
import { CatalogError, requireNoProblems } from '../../foundation/index.ts';
import {
  lockOauthClient,
  requireOwnHand,
  rotateClientSecret,
  type OauthClientRecord,
  type Principal,
  type RotatedClientSecret,
} from '../../identity/index.ts';
import { retryTransaction } from '../../postgres/index.ts';
import { requireCapability } from '../capabilities.ts';
import { type AccessDeps } from '../deps.ts';
import { gatherFacts } from '../gather-facts.ts';

export interface OauthClientRotation {
  readonly clientId: string;
  /** How long the secret before goes on working at most, 0 to 30 days; a day when absent. */
  readonly overlapSeconds?: number | undefined;
}

export interface RotatedOauthClient extends RotatedClientSecret {
  readonly client: OauthClientRecord;
}

const daySeconds = 86_400;
const overlapMax = 30 * daySeconds;

function requireOverlap(overlapSeconds: number): void {
  if (Number.isInteger(overlapSeconds) && overlapSeconds >= 0 && overlapSeconds <= overlapMax) return;
  const message = `must be a whole number of seconds from 0 to ${String(overlapMax)}; got \`${String(overlapSeconds)}\``;
  requireNoProblems('field_invalid', [{ path: 'overlapSeconds', message }]);
}

/**
 * Gives an OAuth client a new secret. The one before works until the deadline, or until ten minutes after the first use of the new one.
 * SECURITY: only people: whoever has the secret acts as the client, and a token may manage clients that hold more than itself.
 * Throws `permission_denied`, `record_not_found`, `field_invalid`.
 */
export async function rotateOauthClient(
  deps: AccessDeps,
  principal: Principal,
  { clientId, overlapSeconds = daySeconds }: OauthClientRotation,
): Promise<RotatedOauthClient> {
  requireOwnHand(principal);
  return retryTransaction(deps.db, async (tx) => {
    const facts = await gatherFacts(tx, principal);
    requireCapability(facts.principal, 'oauth-client.manage');
    if (facts.principal.kind !== 'user') {
      throw new CatalogError('permission_denied', 'only a person gives an OAuth client a new secret');
    }
    requireOverlap(overlapSeconds);
    const client = await lockOauthClient(tx, clientId);
    const rotated = await rotateClientSecret(tx, { actorId: client.actorId, overlapSeconds });
    await recordAudit(tx, {
      actor: principal,
      action: 'oauth-client.rotate',
      objectKind: 'oauth-client',
      objectId: client.id,
      detail: {
        ...{ clientId, secretId: rotated.secretId },
        predecessorEndsAt: rotated.predecessorEndsAt?.toISOString() ?? null,
      },
    });
    return { ...rotated, client };
  });
}

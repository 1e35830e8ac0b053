import { recordAudit } from '../../audit/index.ts';
import { CatalogError, requireNoProblems } from '../../foundation/index.ts';
import {
  requireOwnHand,
  rotateTokenSecret,
  type ApiTokenRecord,
  type Principal,
  type RotatedSecret,
} from '../../identity/index.ts';
import { retryTransaction } from '../../postgres/index.ts';
import { type AccessDeps } from '../deps.ts';
import { gatherFacts } from '../gather-facts.ts';
import { requireMayReplaceSecrets } from './require-may-replace-secrets.ts';

export interface RotateApiTokenInput {
  readonly id: string;
  /** How long the secret before goes on working at most, 0 to 30 days; a day when absent. */
  readonly overlapSeconds?: number | undefined;
  /** The secret the request came with, by its id; the one that is surely in use when it is one of this token. */
  readonly presentedSecretId: string | null;
}

/** The new secret, the only time it is shown, and what becomes of the one before it. */
export interface RotatedApiToken extends RotatedSecret {
  readonly token: ApiTokenRecord;
}

const daySeconds = 86_400;
const overlapDefault = daySeconds;
const overlapMax = 30 * daySeconds;
/** A token that rotates itself proves who it is with the secret it replaces, also when it has to ask again. */
const ownOverlapMin = 60;

function requireOverlap(overlapSeconds: number, min: number): void {
  if (Number.isInteger(overlapSeconds) && overlapSeconds >= min && overlapSeconds <= overlapMax) return;
  const why = min === 0 ? '' : ' when an api token rotates itself, so that a lost answer can be asked for again';
  const message = `must be a whole number of seconds from ${String(min)} to ${String(overlapMax)}${why}; got \`${String(overlapSeconds)}\``;
  requireNoProblems('field_invalid', [{ path: 'overlapSeconds', message }]);
}

function requireNotExpired({ displayName, isExpired }: ApiTokenRecord): void {
  if (!isExpired) return;
  throw new CatalogError(
    'state_conflict',
    `API token \`${displayName}\` has expired, and a new secret would not outlive it; make a new token`,
  );
}

/**
 * Gives an API token a new secret; its grants, terms and expiry stay. The secret before it works until the deadline, or until
 * ten minutes after the first use of the new one. Asked again before that use, it replaces the unused one, so that a lost
 * answer locks nobody out; asked after it, the old one ends at once.
 * Throws `permission_denied` (no `token.manage`; a token that holds more than the caller; oneself without `mayRotateItself`),
 * `record_not_found`, `field_invalid` for the overlap, `state_conflict` when the token has expired.
 */
export async function rotateApiToken(
  deps: AccessDeps,
  principal: Principal,
  input: RotateApiTokenInput,
): Promise<RotatedApiToken> {
  requireOwnHand(principal);
  const { id, overlapSeconds = overlapDefault, presentedSecretId } = input;
  return retryTransaction(deps.db, async (tx) => {
    const facts = await gatherFacts(tx, principal);
    const token = await requireMayReplaceSecrets(tx, facts, id);
    requireOverlap(overlapSeconds, facts.principal.tokenId === token.id ? ownOverlapMin : 0);
    requireNotExpired(token);
    const rotated = await rotateTokenSecret(tx, { token, overlapSeconds, presentedSecretId });
    await recordAudit(tx, {
      actor: principal,
      action: 'api-token.rotate',
      objectKind: 'api-token',
      objectId: token.id,
      detail: {
        displayName: token.displayName,
        secretId: rotated.secretId,
        predecessorId: rotated.predecessor?.id ?? null,
        predecessorRetiresAt: rotated.predecessor?.retiresAt.toISOString() ?? null,
      },
    });
    return { ...rotated, token };
  });
}

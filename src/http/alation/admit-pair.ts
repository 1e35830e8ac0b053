import type { FastifyReply, FastifyRequest } from 'fastify';
import { CatalogError } from '../../foundation/index.ts';
import {
  judgeToken,
  readAlationSettings,
  type IdentityDeps,
  type ShownRefreshToken,
  type TokenStatus,
} from '../../identity/index.ts';
import { originOf } from '../authentication/request-origin.ts';
import { spendRequest } from '../authentication/spend-request.ts';

/** A token in the body of a request, and the number of its owner. */
export interface BodyPair {
  readonly kind: 'ref' | 'acc';
  readonly text: string;
  readonly userId: number;
  /** Whether an expired one is let through too, for who decides that by itself. */
  readonly evenExpired?: boolean;
}

const refusals = {
  ref: { unknown: 'refresh_token_invalid', ended: 'refresh_token_ended' },
  acc: { unknown: 'access_token_invalid', ended: 'access_token_ended' },
} as const;

function refusalOf(kind: BodyPair['kind'], status: Exclude<TokenStatus['status'], 'valid'>): CatalogError {
  const isKnown = status === 'expired' || status === 'retired' || status === 'disabled' || status === 'elsewhere';
  return new CatalogError(refusals[kind][isKnown ? 'ended' : 'unknown'], `the token is ${status}`);
}

/**
 * Lets a pair of token and owner pass that is live at this moment, and gives whose it is. Throws `refresh_token_invalid`,
 * `refresh_token_ended`, the same of access tokens, `feature_disabled`, `rate_limited`. What the token turned out to be is noted on the
 * request, so that a refusal gets into the record of its owner.
 */
export async function admitPair(
  identity: IdentityDeps,
  { kind, text, userId, evenExpired = false }: BodyPair,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): Promise<ShownRefreshToken> {
  const origin = originOf(request);
  const status = await judgeToken(identity, { kind, text, userId, origin });
  request.tokenStatus = status;
  // Whoever holds a right token is told what is wrong with it, which that the feature is off is a part of.
  if (status.status === 'disabled') await readAlationSettings(identity.db);
  const isAdmitted = status.status === 'valid' || (evenExpired && status.status === 'expired');
  if (!isAdmitted) throw refusalOf(kind, status.status);
  const { actorId } = status.status === 'valid' ? status.principal : status.actor;
  spendRequest(identity, reply, { actorId, requestsPerMinute: null });
  return { actorId, secretId: status.secretId, origin };
}

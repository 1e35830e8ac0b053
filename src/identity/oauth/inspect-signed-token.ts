import { decodeJwt } from 'jose';
import { signedTokenStart } from '../../foundation/index.ts';
import type { IdentityDeps } from '../deps.ts';
import { findSecret } from '../secrets/find-secret.ts';
import type { RequestOrigin } from '../secrets/request-origin.ts';

/** What a live signed token says, in the members of RFC 7662. */
export type SignedTokenClaims = Readonly<Record<string, unknown>>;

/**
 * The claims of a signed access token that is live, `null` for everything else, other bearers of ours included.
 * The caller is a client that has proved itself, so asking about dead tokens counts against nobody, and is no use of them.
 * SECURITY: the signature is not looked at because the text was found whole, by its digest: these are the very claims that we signed.
 */
export async function inspectSignedToken(
  { db, clock }: IdentityDeps,
  text: string,
  origin: RequestOrigin,
): Promise<SignedTokenClaims | null> {
  if (!text.startsWith(signedTokenStart)) return null;
  const status = await findSecret({ db, clock }, { text, kinds: ['usr'], origin });
  if (status.status !== 'valid') return null;
  return { ...decodeJwt(text), username: status.principal.username, token_type: 'Bearer' };
}

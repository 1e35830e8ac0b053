import { jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { leewaySeconds } from './provider-connections.ts';

/** What a token of a provider must be. */
export interface TokenExpectation {
  readonly issuer: string;
  readonly clientId: string;
  readonly signingAlgorithms: readonly string[];
  readonly keys: JWTVerifyGetKey;
  readonly now: Date;
  /** The header `typ`, where the kind of token has one. */
  readonly typ?: string;
}

/** A token that is what it says; both of these are there. */
export type ProviderClaims = JWTPayload & { readonly iat: number; readonly exp: number };

/** A token so long is no token; checked before anything is decoded. */
export const tokenCharactersMax = 64 * 1024;

/**
 * The claims of a token that the provider signed for us (OpenID Connect Core 3.1.3.7): signature by one of the provider's
 * published keys, an allowed algorithm, exactly this issuer and audience, within its time. Throws otherwise.
 * SECURITY: keys come from the provider's key set alone; `jku`, `jwk` and `x5u` of a header are never looked at.
 */
export async function verifyProviderToken(token: string, expected: TokenExpectation): Promise<ProviderClaims> {
  if (token.length > tokenCharactersMax) throw new RangeError('the token is too long');
  const { payload } = await jwtVerify(token, expected.keys, {
    algorithms: [...expected.signingAlgorithms],
    issuer: expected.issuer,
    audience: expected.clientId,
    clockTolerance: leewaySeconds,
    currentDate: expected.now,
    requiredClaims: ['iss', 'aud', 'iat', 'exp'],
    ...(expected.typ === undefined ? {} : { typ: expected.typ }),
  });
  const { iat, exp } = payload;
  if (iat === undefined || exp === undefined) throw new TypeError('`iat` and `exp` are numbers');
  if (iat > expected.now.getTime() / 1000 + leewaySeconds) throw new RangeError('the token was issued in the future');
  return { ...payload, iat, exp };
}

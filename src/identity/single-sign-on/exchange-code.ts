import { AuthorizationResponseError, authorizationCodeGrant, fetchUserInfo, ResponseBodyError } from 'openid-client';
import type { Clock } from '../../foundation/index.ts';
import { failureNote, isSilence } from './failure-note.ts';
import { isSubject } from './federated-identity.ts';
import type { IdentityProvider } from './identity-provider.ts';
import type { ProviderConnection } from './provider-connections.ts';
import { plainCode, SingleSignOnRefusal } from './refusal.ts';
import type { StartProofs } from './sign-in-start.ts';
import type { verifyProviderToken } from './verify-provider-token.ts';

/** What a provider says of a person. */
export type Claims = Readonly<Record<string, unknown>>;

export interface ProvedClaims {
  readonly subject: string;
  /** The provider's id of its session. */
  readonly session: string | null;
  /** Of the ID token, and beside them those of the UserInfo answer. */
  readonly claims: Claims;
}

export interface ExchangeParts {
  readonly provider: IdentityProvider;
  readonly connection: ProviderConnection;
  readonly clock: Clock;
  /** Handed in, so that a test can show what it holds off. */
  readonly verifyToken: typeof verifyProviderToken;
}

function refuseGrant(error: unknown): never {
  if (error instanceof AuthorizationResponseError) {
    throw new SingleSignOnRefusal('provider-refused', plainCode(error.error));
  }
  if (isSilence(error)) throw new SingleSignOnRefusal('provider-silent', failureNote(error));
  const reason = error instanceof ResponseBodyError ? 'code-refused' : 'response-invalid';
  throw new SingleSignOnRefusal(reason, failureNote(error));
}

async function readUserInfo(parts: ExchangeParts, accessToken: string, subject: string): Promise<Claims> {
  const { configuration, metadata } = parts.connection;
  if (metadata.userinfo_endpoint === undefined) return {};
  try {
    const info = await fetchUserInfo(configuration, accessToken, subject);
    return { ...info };
  } catch (error) {
    throw new SingleSignOnRefusal('user-info-invalid', failureNote(error));
  }
}

/**
 * Trades the code of a callback for what the provider says of the person. `callback` is the redirect address with the parameters
 * that came back. Throws `SingleSignOnRefusal`: `provider-refused`, `provider-silent`, `response-invalid`, `code-refused`, `token-invalid`, `claims-invalid`,
 * `user-info-invalid`.
 * SECURITY: openid-client compares state, `iss`, nonce, `aud` and `azp`; it takes the signature of an ID token for proved by
 * the encrypted connection, so it is verified here, with the workspace's own list of algorithms.
 */
export async function exchangeCode(parts: ExchangeParts, callback: URL, proofs: StartProofs): Promise<ProvedClaims> {
  const { provider, connection, clock, verifyToken } = parts;
  const { issuer, clientId, signingAlgorithms } = provider;
  const tokens = await authorizationCodeGrant(connection.configuration, callback, {
    expectedState: proofs.state,
    expectedNonce: proofs.nonce,
    pkceCodeVerifier: proofs.codeVerifier,
    idTokenExpected: true,
  }).catch(refuseGrant);
  const expected = { issuer, clientId, signingAlgorithms, keys: connection.keys, now: clock.now() };
  const proved = await verifyToken(tokens.id_token ?? '', expected).catch((error: unknown) => {
    throw new SingleSignOnRefusal('token-invalid', failureNote(error));
  });
  const { sub, sid, azp } = proved;
  if (!isSubject(sub)) throw new SingleSignOnRefusal('claims-invalid', '`sub` is not 1 to 255 ASCII characters');
  // The library asks for it only where there are several audiences; where it is there it has to be us (Core 3.1.3.7, 5).
  if (azp !== undefined && azp !== clientId) throw new SingleSignOnRefusal('claims-invalid', '`azp` is another party');
  const more = await readUserInfo(parts, tokens.access_token, sub);
  const session = isSubject(sid) ? sid : null;
  return { subject: sub, session, claims: { ...more, ...proved } };
}

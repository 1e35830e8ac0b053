import { ClavisError } from '../error.ts';

/** What a sign-in gives. `bearer` is a user bearer: it acts as the person for an hour at most. */
export interface SignInTokens {
  bearer: string;
  expiresAt: Date;
  /** Makes the next bearer without the person; null when the server gives none. */
  refreshToken: string | null;
}

interface TokenAnswer {
  access_token?: unknown;
  expires_in?: unknown;
  refresh_token?: unknown;
}

/** Reads the answer of the token endpoint (RFC 6749, section 5.1). Expiry counts from `askedAt`, so that it is never too late. */
export function readSignInTokens(body: Record<string, unknown>, askedAt: Date): SignInTokens {
  const { access_token: bearer, expires_in: seconds, refresh_token: refreshToken }: TokenAnswer = body;
  if (typeof bearer !== 'string' || bearer === '' || typeof seconds !== 'number') {
    throw new ClavisError({
      status: 200,
      code: 'answer_malformed',
      message: 'the server agreed to the sign-in but gave no bearer with an end',
    });
  }
  return {
    bearer,
    expiresAt: new Date(askedAt.getTime() + seconds * 1000),
    refreshToken: typeof refreshToken === 'string' && refreshToken !== '' ? refreshToken : null,
  };
}

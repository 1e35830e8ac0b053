import { buildAuthorizationUrl, calculatePKCECodeChallenge } from 'openid-client';
import { transact } from '../../postgres/index.ts';
import type { RequestOrigin } from '../secrets/request-origin.ts';
import { findIdentityProvider, type IdentityProvider } from './identity-provider.ts';
import { recordRefusal } from './record-refusal.ts';
import { problemOf, SingleSignOnRefusal, type SignInProblem } from './refusal.ts';
import { returnPathOf } from './return-path.ts';
import { insertStart, proofsOf } from './sign-in-start.ts';
import { callbackAddress, openDoor, type SingleSignOn } from './single-sign-on.ts';

export interface SingleSignOnRequest {
  readonly alias: string;
  /** Where to go afterwards; anything but a path of this server is the home page. */
  readonly returnTo: string | undefined;
  readonly origin: RequestOrigin;
  /** Finds the attempt in audit and log. */
  readonly traceId: string;
}

/** Where to send the browser, and what its cookie holds meanwhile; or what to tell the person. */
export type SingleSignOnStart =
  | { readonly outcome: 'redirect'; readonly location: string; readonly cookieSecret: string }
  | { readonly outcome: 'refused'; readonly problem: SignInProblem };

/** A provider that may be used now. Throws `SingleSignOnRefusal`; SECURITY: one that is off is one that is not. */
export async function getOpenProvider({ db }: Pick<SingleSignOn, 'db'>, alias: string): Promise<IdentityProvider> {
  const provider = await findIdentityProvider(db, alias);
  if (provider?.enabled === true) return provider;
  throw new SingleSignOnRefusal('provider-unknown', provider === null ? 'no such provider' : 'the provider is off');
}

async function begin(deps: SingleSignOn, request: SingleSignOnRequest): Promise<SingleSignOnStart> {
  const provider = await getOpenProvider(deps, request.alias);
  const { configuration } = await deps.connections.connect(await openDoor(deps, deps.db, provider));
  const start = {
    providerId: provider.id,
    returnTo: returnPathOf(request.returnTo),
    address: request.origin.address ?? 'unknown',
  };
  const cookieSecret = await transact(deps.db, (tx) => insertStart(tx, start));
  const { state, nonce, codeVerifier } = proofsOf(cookieSecret);
  const location = buildAuthorizationUrl(configuration, {
    redirect_uri: callbackAddress(deps, provider.alias),
    response_type: 'code',
    scope: provider.scopes.join(' '),
    state,
    nonce,
    code_challenge: await calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
  });
  return { outcome: 'redirect', location: location.href, cookieSecret };
}

/** Begins a sign-in at a provider: authorization code with PKCE. A provider that is away or off is an outcome, no failure. */
export async function beginSingleSignOn(deps: SingleSignOn, request: SingleSignOnRequest): Promise<SingleSignOnStart> {
  try {
    return await begin(deps, request);
  } catch (error) {
    if (!(error instanceof SingleSignOnRefusal)) throw error;
    await recordRefusal(deps, request, error);
    return { outcome: 'refused', problem: problemOf(error) };
  }
}

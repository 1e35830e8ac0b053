import { errors, type Provider, type TokenEndpointGrantContext } from 'oidc-provider';
import {
  exchangeToken,
  issueClientToken,
  tokenExchangeGrant,
  type AuthenticatedClient,
  type IdentityDeps,
  type IssuedAccessToken,
} from '../../identity/index.ts';
import { findClient, originNow } from './request-facts.ts';

const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';

/** Scopes that a client may name for itself; they give nothing and are accepted because clients send them. */
const namedScopes = new Set(['openid', 'profile', 'email']);

function scopeOf(context: TokenEndpointGrantContext): string {
  const asked = (context.oidc.params.scope ?? '').split(' ').filter((scope) => scope !== '');
  const unknown = asked.filter((scope) => !namedScopes.has(scope));
  if (unknown.length > 0) throw new errors.InvalidScope('requested scope is not allowed', unknown.join(' '));
  return asked.join(' ');
}

/** SECURITY: a client is known by the secret it proved itself with, never by the id it names. */
function requireClient(context: TokenEndpointGrantContext): AuthenticatedClient {
  const client = findClient(context.req);
  if (client === null) throw new errors.InvalidClientAuth('the client has no secret');
  return client;
}

/** The answer as Keycloak gives it (Atlan wire, impersonation). */
function answer(issued: IssuedAccessToken, scope: string): Record<string, unknown> {
  return {
    access_token: issued.accessToken,
    expires_in: issued.expiresInSeconds,
    refresh_expires_in: 0,
    token_type: 'Bearer',
    'not-before-policy': 0,
    ...(scope === '' ? {} : { scope }),
  };
}

interface ExchangeParameters {
  readonly subject_token?: string;
  readonly subject_token_type?: string;
  readonly requested_token_type?: string;
  readonly requested_subject?: string;
  readonly actor_token?: string;
  readonly audience?: string;
  readonly resource?: string;
}

/** Everything but an access token of ours for an access token of ours is refused, never read as something else. */
function readExchange({ oidc }: TokenEndpointGrantContext<ExchangeParameters>) {
  const { subject_token: subjectToken, requested_subject: requestedSubject, ...others } = oidc.params;
  if (!subjectToken) throw new errors.InvalidRequest('missing required parameter `subject_token`');
  if (!requestedSubject) throw new errors.InvalidRequest('missing required parameter `requested_subject`');
  for (const type of [others.subject_token_type, others.requested_token_type]) {
    if (type !== undefined && type !== accessTokenType) {
      throw new errors.InvalidRequest(`token types other than ${accessTokenType} are not exchanged`);
    }
  }
  if (others.actor_token !== undefined)
    throw new errors.InvalidRequest('`actor_token` is not accepted: the client itself acts');
  if (others.audience !== undefined || others.resource !== undefined) throw new errors.InvalidTarget();
  return { subjectToken, requestedSubject };
}

/** The two grants in which no person takes part, on our own operations: what they hand out is one of our bearers, and recorded as such. */
export function registerClientGrants(provider: Provider, identity: IdentityDeps): void {
  provider.registerGrantType(
    'client_credentials',
    async (context) => {
      const scope = scopeOf(context);
      context.body = answer(await issueClientToken(identity, requireClient(context), scope), scope);
    },
    ['scope'],
  );
  provider.registerGrantType<ExchangeParameters>(
    tokenExchangeGrant,
    async (context) => {
      const asked = readExchange(context);
      const scope = scopeOf(context);
      const client = requireClient(context);
      const issued = await exchangeToken(identity, { ...asked, client, scope, origin: originNow() });
      context.body = { ...answer(issued, scope), issued_token_type: accessTokenType };
    },
    [
      ...['subject_token', 'subject_token_type', 'requested_token_type', 'requested_subject'],
      ...['actor_token', 'audience', 'resource', 'scope'],
    ],
  );
}

import { errors, Provider, type Account, type Configuration, type JWK, type KoaContextWithOIDC } from 'oidc-provider';
import { createSecret, type Logger } from '../../foundation/index.ts';
import {
  authenticateClient,
  commandLineClient,
  createOauthStore,
  findPrincipal,
  paceDevicePoll,
  successorOf,
  type IdentityDeps,
} from '../../identity/index.ts';
import { registerClientGrants } from './grants.ts';
import { cookieNames, hardenCookies } from './oidc-cookies.ts';
import { endpointPaths, realmPath } from './realm-paths.ts';
import { noteClient, originNow } from './request-facts.ts';
import { shapeAnswers } from './shape-answers.ts';

export interface ProviderParts {
  readonly identity: IdentityDeps;
  readonly log: Logger;
  /** Without a slash at the end; the issuer lies below it. */
  readonly publicUrl: string;
  /** The one to sign with first. */
  readonly keys: readonly JWK[];
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

const ttl: NonNullable<Configuration['ttl']> = {
  AccessToken: hour,
  AuthorizationCode: minute,
  DeviceCode: 10 * minute,
  Grant: 90 * day,
  IdToken: hour,
  Interaction: 10 * minute,
  RefreshToken: 30 * day,
  Session: 10 * minute,
};

const grantTypes = ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'];

/** An active person; anybody else is nobody, and what was allowed to clients in their name gives nothing. */
async function findAccount(identity: IdentityDeps, id: string): Promise<Account | undefined> {
  const found = await findPrincipal(identity.db, id);
  if (found === null || found.state !== 'active' || found.principal.kind !== 'user') return undefined;
  const { username } = found.principal;
  return { accountId: id, claims: () => ({ sub: id, preferred_username: username }) };
}

function featuresOf(): NonNullable<Configuration['features']> {
  return {
    devInteractions: { enabled: false },
    dPoP: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    resourceIndicators: { enabled: false },
    // Signing out ends our own session, which the library does not know.
    rpInitiatedLogout: { enabled: false },
    clientCredentials: { enabled: true },
    revocation: { enabled: true, allowedPolicy: mayRevoke },
    // SECURITY: only a client that has proved itself is told anything; a public one cannot.
    introspection: { enabled: true, allowedPolicy: (_context, client) => client.clientAuthMethod !== 'none' },
    deviceFlow: {
      enabled: true,
      charset: 'base-20',
      mask: '****-****',
      deviceInfo: () => ({ ...originNow() }),
    },
  };
}

/** RFC 7009: a client ends what it was given. An API token's own secret is ended where API tokens are managed. */
function mayRevoke(
  _context: KoaContextWithOIDC,
  client: { readonly clientId: string },
  token: { readonly clientId?: string | undefined; readonly jti: string },
): boolean {
  if (token.clientId !== client.clientId) return false;
  if (token.jti.startsWith('clv_api_')) {
    throw new errors.UnsupportedTokenType('the secret of an API token is not revoked here');
  }
  return true;
}

/** What a person sees whose browser was sent here with a request that cannot be answered by sending it back; programs get JSON. */
function renderError(
  context: KoaContextWithOIDC,
  out: { error: string; error_description?: string | undefined },
): void {
  if (!context.get('accept').includes('text/html')) {
    context.body = out;
    return;
  }
  context.type = 'text/plain; charset=utf-8';
  context.body = `This sign-in cannot go on: ${out.error_description ?? out.error} (${out.error}).\nStart it again from the program that opened this page.\n`;
}

function configurationOf({ identity, publicUrl, keys }: ProviderParts): Configuration {
  return {
    adapter: createOauthStore({ ...identity, originNow }),
    jwks: { keys },
    clients: [
      {
        client_id: commandLineClient.clientId,
        client_name: commandLineClient.name,
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        grant_types: grantTypes,
        response_types: ['code'],
        response_modes: ['query'],
        redirect_uris: commandLineClient.redirectUris,
        scope: commandLineClient.scopes.join(' '),
      },
    ],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    clientBasedCORS: () => false,
    // Whether something has run out is the database's to say; the store tells times relative to its clock.
    clockTolerance: 0,
    claims: { openid: ['sub', 'preferred_username'] },
    cookies: { names: { ...cookieNames } },
    discovery: { end_session_endpoint: `${publicUrl}${realmPath}${endpointPaths.end_session}` },
    enabledJWA: { idTokenSigningAlgValues: ['RS256'] },
    // Tokens live as long as the grant that a person can take back, not as long as the browser stays signed in.
    expiresWithSession: () => false,
    features: featuresOf(),
    findAccount: (_context, id) => findAccount(identity, id),
    // SECURITY: every authorization is asked for anew in our page; nothing that was allowed before stands in for a yes.
    loadExistingGrant: (context) => {
      const grantId = context.oidc.result?.consent?.grantId;
      return grantId === undefined ? undefined : context.oidc.provider.Grant.find(grantId);
    },
    interactions: { url: (_context, interaction) => `/consent/${interaction.uid}` },
    pkce: { required: () => true },
    renderError,
    responseTypes: ['code'],
    rotateRefreshToken: true,
    routes: { ...endpointPaths },
    scopes: ['openid', 'offline_access'],
    ttl,
  };
}

/** The part of the library's models that makes the text of a new token; its types leave it out. */
interface TokenModel {
  format?: string;
  generateTokenId(): string;
}

/** Access tokens in our own form, and refresh tokens that follow from the one before. */
function nameTokens(provider: Provider): void {
  const accessTokens = provider.AccessToken.prototype as unknown as TokenModel;
  accessTokens.generateTokenId = function generateTokenId() {
    this.format = 'opaque';
    return createSecret('usr');
  };
  const refreshTokens = provider.RefreshToken.prototype as unknown as TokenModel;
  const generate = refreshTokens.generateTokenId;
  const kept = [...provider.RefreshToken.IN_PAYLOAD, 'succession'];
  Object.defineProperty(provider.RefreshToken, 'IN_PAYLOAD', { value: kept });
  refreshTokens.generateTokenId = function generateTokenId() {
    const before = Provider.ctx?.oidc.entities.RotatedRefreshToken as { jti: string; succession?: string } | undefined;
    if (before?.succession === undefined) return generate.call(this);
    return successorOf(before.jti, Buffer.from(before.succession, 'base64url'));
  };
}

/**
 * Every address that is told lies under the issuer.
 * SECURITY: the library would take it from the request's `Host`, which whoever asks may choose.
 */
function tellOwnAddresses(provider: Provider): void {
  provider.OIDCContext.prototype.urlFor = (name, options) => provider.urlFor(name, options);
}

/** Client secrets are judged by the statement that judges every secret, and devices are held to their pace. */
function judgeByOurselves(provider: Provider, identity: IdentityDeps): void {
  provider.Client.prototype.compareClientSecret = async function compareClientSecret(secret: string) {
    const request = Provider.ctx?.req;
    const client = await authenticateClient(identity, { clientId: this.clientId, secret, origin: originNow() });
    if (client === null || request === undefined) return false;
    noteClient(request, client);
    return true;
  };
  const find = provider.DeviceCode.find.bind(provider.DeviceCode);
  Object.defineProperty(provider.DeviceCode, 'find', {
    value: async (deviceCode: string, options?: object) => {
      await paceDevicePoll(identity, deviceCode);
      return find(deviceCode, options);
    },
  });
}

/** The OAuth 2.0 and OpenID Connect provider of one set of keys: oidc-provider on our actors, tables and pages. */
export function createProvider(parts: ProviderParts): Provider {
  const { identity, log, publicUrl } = parts;
  const provider = new Provider(`${publicUrl}${realmPath}`, configurationOf(parts));
  hardenCookies(provider);
  tellOwnAddresses(provider);
  nameTokens(provider);
  judgeByOurselves(provider, identity);
  registerClientGrants(provider, identity);
  shapeAnswers(provider, { publicUrl, log });
  return provider;
}

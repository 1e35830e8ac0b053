import type { HostileProvider, ProviderAnswer, ProviderScript } from '../../support/hostile-identity-provider.ts';
import type { ScriptVector } from './identity-provider-tokens.ts';

type Right = Record<string, unknown>;

function vector(
  name: string,
  reason: string,
  script: ProviderScript | ((idp: HostileProvider) => ProviderScript),
): ScriptVector {
  return { name, reason, script: typeof script === 'function' ? script : () => script };
}

/** Answers that any endpoint may give in place of the right one. */
const strange: readonly (readonly [name: string, answer: ProviderAnswer])[] = [
  ['500', { status: 500, body: { error: 'server_error' } }],
  ['no answer', null],
  ['HTML', { type: 'text/html', body: '<html><body>sign in</body></html>' }],
  ['HTML called JSON', { body: '<html></html>' }],
  ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: '' }],
  ['an empty body', { body: '' }],
  ['a JSON text', { body: '"text"' }],
  ['an answer of 1 MB', { body: { filler: 'x'.repeat(1_000_000) } }],
  ['an answer that never ends', { body: '{"access_token":', isEndless: true }],
];

/** What the token endpoint answers. */
export const tokenEndpointVectors: readonly ScriptVector[] = [
  ...strange.map(([name, answer]) =>
    vector(
      `token endpoint: ${name}`,
      answer === null || answer.isEndless === true ? 'provider-silent' : 'response-invalid',
      { token: () => answer },
    ),
  ),
  vector('token endpoint: no ID token', 'response-invalid', {
    token: ({ id_token: _taken, ...rest }) => ({ body: rest }),
  }),
  vector('token endpoint: no access token', 'response-invalid', {
    token: ({ access_token: _taken, ...rest }) => ({ body: rest }),
  }),
  vector('token endpoint: a token type of its own', 'response-invalid', {
    token: (right) => ({ body: { ...right, token_type: 'mac' } }),
  }),
  vector('token endpoint: a refusal with markup', 'code-refused', {
    token: () => ({ status: 400, body: { error: '<script>alert(1)</script>' } }),
  }),
];

/** What the user-info endpoint answers. */
export const userInfoVectors: readonly ScriptVector[] = [
  ...strange.map(([name, answer]) => vector(`user info: ${name}`, 'user-info-invalid', { userInfo: () => answer })),
  vector('user info: another subject', 'user-info-invalid', { userInfo: () => ({ body: { sub: 'somebody-else' } }) }),
  vector('user info: no subject', 'user-info-invalid', { userInfo: () => ({ body: { email: 'a@b.example' } }) }),
];

/** What the address of the keys answers. */
export const keySetVectors: readonly ScriptVector[] = [
  ...strange.map(([name, answer]) => vector(`keys: ${name}`, 'token-invalid', { keys: () => answer })),
  vector('keys: not a list', 'token-invalid', { keys: () => ({ body: { keys: {} } }) }),
];

function described(change: (right: Right, idp: HostileProvider) => Right): (idp: HostileProvider) => ProviderScript {
  return (idp) => ({ description: (right) => ({ body: change(right, idp) }) });
}

function without(name: string): (idp: HostileProvider) => ProviderScript {
  return described((right) => ({ ...right, [name]: undefined }));
}

/** How a provider describes itself; each is found out before a browser is sent anywhere. */
export const discoveryVectors: readonly ScriptVector[] = [
  ...strange.map(([name, answer]) =>
    vector(`discovery: ${name}`, 'provider-unreachable', { description: () => answer }),
  ),
  vector(
    'discovery: another issuer',
    'provider-misconfigured',
    described((right) => ({ ...right, issuer: 'https://other.example' })),
  ),
  vector(
    'discovery: the issuer with a slash',
    'provider-misconfigured',
    described((right, { issuer }) => ({ ...right, issuer: `${issuer}/` })),
  ),
  vector('discovery: no issuer', 'provider-unreachable', without('issuer')),
  vector(
    'discovery: a token endpoint by plain http',
    'provider-misconfigured',
    described((right) => ({ ...right, token_endpoint: 'http://provider.example/token' })),
  ),
  vector(
    'discovery: keys by plain http',
    'provider-misconfigured',
    described((right) => ({ ...right, jwks_uri: 'http://provider.example/keys' })),
  ),
  vector(
    'discovery: keys at a cloud’s own address',
    'provider-misconfigured',
    described((right) => ({ ...right, jwks_uri: 'http://169.254.169.254/latest/meta-data' })),
  ),
  vector(
    'discovery: keys in a file',
    'provider-misconfigured',
    described((right) => ({ ...right, jwks_uri: 'file:///etc/passwd' })),
  ),
  vector(
    'discovery: an authorization endpoint that is a script',
    'provider-misconfigured',
    described((right) => ({ ...right, authorization_endpoint: 'javascript:alert(1)' })),
  ),
  vector(
    'discovery: an endpoint with a password',
    'provider-misconfigured',
    described((right, { issuer }) => ({ ...right, token_endpoint: issuer.replace('//', '//user:password@') })),
  ),
  vector(
    'discovery: an endpoint that is a number',
    'provider-misconfigured',
    described((right) => ({ ...right, token_endpoint: 1 })),
  ),
  vector('discovery: no token endpoint', 'provider-misconfigured', without('token_endpoint')),
  vector('discovery: no keys', 'provider-misconfigured', without('jwks_uri')),
  vector('discovery: no authorization endpoint', 'provider-misconfigured', without('authorization_endpoint')),
  vector(
    'discovery: no PKCE with S256',
    'provider-misconfigured',
    described((right) => ({ ...right, code_challenge_methods_supported: ['plain'] })),
  ),
];

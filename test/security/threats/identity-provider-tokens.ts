import { createHmac } from 'node:crypto';
import {
  createProviderKey,
  signToken,
  signWithSecret,
  unsignedToken,
  type HostileProvider,
  type ProviderScript,
} from '../../support/hostile-identity-provider.ts';
import type { ProviderTerms } from '../single-sign-on-scene.ts';

/** One way in which the provider's word is not what it should be, and the reason that the audit must give. */
export interface ScriptVector {
  readonly name: string;
  readonly reason: string;
  readonly script: (idp: HostileProvider) => ProviderScript;
  readonly terms?: ProviderTerms;
}

type Claims = Record<string, unknown>;

const foreignKey = createProviderKey('foreign');
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

function withToken(
  name: string,
  reason: string,
  make: (idp: HostileProvider, claims: Claims) => unknown,
): ScriptVector {
  return { name, reason, script: (idp) => ({ idToken: (claims) => make(idp, claims) }) };
}

function withClaims(
  name: string,
  claims: Claims | ((idp: HostileProvider) => Claims),
  reason = 'response-invalid',
): ScriptVector {
  return { name, reason, script: (idp) => ({ claims: typeof claims === 'function' ? claims(idp) : claims }) };
}

/** The provider publishes further keys beside its own. */
function withKeys(vector: ScriptVector, keys: (idp: HostileProvider) => unknown[]): ScriptVector {
  return { ...vector, script: (idp) => ({ ...vector.script(idp), keys: () => ({ body: { keys: keys(idp) } }) }) };
}

function publicPem({ key }: HostileProvider): string {
  return key.publicKey.export({ format: 'pem', type: 'spki' }).toString();
}

/** The signature, or what stands in its place. */
export const signatureVectors: readonly ScriptVector[] = [
  withToken('alg none', 'response-invalid', (_idp, claims) => unsignedToken({}, claims)),
  withToken('alg none in other letters', 'response-invalid', (_idp, claims) => unsignedToken({ alg: 'nOnE' }, claims)),
  withToken('alg none with a signature', 'response-invalid', (idp, claims) =>
    unsignedToken({}, claims, signToken(idp.key, {}, claims).split('.')[2]),
  ),
  withToken('HS256 with the public key as the secret', 'response-invalid', (idp, claims) =>
    signWithSecret(publicPem(idp), { kid: idp.key.kid }, claims),
  ),
  withToken('HS256 with the published key as the secret', 'response-invalid', (idp, claims) =>
    signWithSecret(JSON.stringify(idp.key.jwk), { kid: idp.key.kid }, claims),
  ),
  withToken('HS256 with the client secret', 'response-invalid', (idp, claims) =>
    signWithSecret('a client secret', { kid: idp.key.kid }, claims),
  ),
  {
    ...withToken('HS256, which the provider says it uses', 'token-invalid', (idp, claims) =>
      signWithSecret(publicPem(idp), { kid: idp.key.kid }, claims),
    ),
    script: (idp) => ({
      idToken: (claims) => signWithSecret(publicPem(idp), { kid: idp.key.kid }, claims),
      description: (right) => ({ body: { ...right, id_token_signing_alg_values_supported: ['HS256'] } }),
    }),
  },
  withKeys(
    withToken('HS256 header over a symmetric key in the key set', 'response-invalid', (_idp, claims) =>
      signWithSecret(Buffer.from('published'), { kid: 'oct' }, claims),
    ),
    () => [{ kty: 'oct', k: Buffer.from('published').toString('base64url'), kid: 'oct', alg: 'HS256' }],
  ),
  withToken('another key under the published name', 'token-invalid', (idp, claims) =>
    signToken({ ...foreignKey, kid: idp.key.kid }, {}, claims),
  ),
  withToken('another key under its own name', 'token-invalid', (_idp, claims) => signToken(foreignKey, {}, claims)),
  withToken('a key in the header (jwk)', 'token-invalid', (_idp, claims) =>
    signToken(foreignKey, { jwk: foreignKey.jwk, kid: undefined }, claims),
  ),
  withToken('a key in the header under the published name', 'token-invalid', (idp, claims) =>
    signToken(foreignKey, { jwk: foreignKey.jwk, kid: idp.key.kid }, claims),
  ),
  withToken('a key elsewhere (jku)', 'token-invalid', (idp, claims) =>
    signToken(foreignKey, { jku: `${idp.issuer}/other-keys` }, claims),
  ),
  withToken('a certificate elsewhere (x5u)', 'token-invalid', (idp, claims) =>
    signToken(foreignKey, { x5u: `${idp.issuer}/certificate`, kid: idp.key.kid }, claims),
  ),
  withToken('a certificate in the header (x5c)', 'token-invalid', (idp, claims) =>
    signToken(foreignKey, { x5c: ['AAAA'], kid: idp.key.kid }, claims),
  ),
  withToken('an unknown header that must be understood (crit)', 'response-invalid', (idp, claims) =>
    signToken(idp.key, { crit: ['exp'], exp: 1 }, claims),
  ),
  withToken('an unencoded payload (b64)', 'response-invalid', (idp, claims) =>
    signToken(idp.key, { crit: ['b64'], b64: false }, claims),
  ),
  withToken('no signature part', 'response-invalid', (idp, claims) =>
    signToken(idp.key, {}, claims).split('.').slice(0, 2).join('.'),
  ),
  withToken('an empty signature', 'token-invalid', (idp, claims) =>
    signToken(idp.key, {}, claims).replace(/[^.]+$/, ''),
  ),
  withToken('a shortened signature', 'token-invalid', (idp, claims) => signToken(idp.key, {}, claims).slice(0, -8)),
  withToken('a payload changed after signing', 'token-invalid', (idp, claims) => {
    const [header = '', , signature = ''] = signToken(idp.key, {}, claims).split('.');
    const payload = Buffer.from(JSON.stringify({ ...claims, sub: 'somebody-else' })).toString('base64url');
    return `${header}.${payload}.${signature}`;
  }),
  withToken('RS512, which the provider does not announce', 'response-invalid', (idp, claims) =>
    signToken(idp.key, { alg: 'RS512' }, claims),
  ),
  {
    ...withToken('RS256, which the workspace does not allow', 'token-invalid', (idp, claims) =>
      signToken(idp.key, {}, claims),
    ),
    terms: { signingAlgorithms: ['ES256'] },
  },
  withKeys(
    withToken('two keys of one name', 'token-invalid', (idp, claims) => signToken(idp.key, {}, claims)),
    (idp) => [idp.key.jwk, { ...foreignKey.jwk, kid: idp.key.kid }],
  ),
  withKeys(
    withToken('no key name, and two keys that could be meant', 'token-invalid', (idp, claims) =>
      signToken(idp.key, { kid: undefined }, claims),
    ),
    (idp) => [idp.key.jwk, foreignKey.jwk],
  ),
  withKeys(
    withToken('a key that is for encryption', 'token-invalid', (idp, claims) => signToken(idp.key, {}, claims)),
    (idp) => [{ ...idp.key.jwk, use: 'enc', alg: 'RSA-OAEP' }],
  ),
  withKeys(
    withToken('no key at all', 'token-invalid', (idp, claims) => signToken(idp.key, {}, claims)),
    () => [],
  ),
  withToken('an encrypted token', 'response-invalid', () => 'e30.e30.e30.e30.e30'),
  withToken('a token that is none', 'response-invalid', () => 'not a token'),
  withToken('a number for a token', 'response-invalid', () => 42),
  withToken('a header that is no JSON', 'response-invalid', () => 'bm8.bm8.bm8'),
  withToken('a payload that is a list', 'response-invalid', (idp) => signToken(idp.key, {}, [1, 2, 3])),
  withToken('a payload that is no JSON', 'response-invalid', (idp) => signToken(idp.key, {}, 'no JSON')),
  withToken('a token of 1 MB', 'response-invalid', (idp, claims) =>
    signToken(idp.key, {}, { ...claims, filler: 'x'.repeat(1_000_000) }),
  ),
  withToken('a token of 100 KB', 'token-invalid', (idp, claims) =>
    signToken(idp.key, {}, { ...claims, filler: 'x'.repeat(100_000) }),
  ),
  withToken('a signature over a digest by a shared secret', 'token-invalid', (idp, claims) => {
    const input = signToken(idp.key, {}, claims).split('.').slice(0, 2).join('.');
    return `${input}.${createHmac('sha256', publicPem(idp)).update(input).digest('base64url')}`;
  }),
];

/** Claims, all of them signed as they should be. */
export const claimVectors: readonly ScriptVector[] = [
  withClaims('another issuer', { iss: 'https://other.example' }),
  withClaims('the issuer with a slash', (idp) => ({ iss: `${idp.issuer}/` })),
  withClaims('no issuer', { iss: undefined }),
  withClaims('a list of issuers', (idp) => ({ iss: [idp.issuer] })),
  withClaims('another audience', { aud: 'another-client' }),
  withClaims('no audience', { aud: undefined }),
  withClaims('an empty audience', { aud: [] }),
  withClaims('several audiences and no party', { aud: ['clavis', 'another-client'] }),
  withClaims('several audiences, issued to the other', { aud: ['clavis', 'another-client'], azp: 'another-client' }),
  withClaims('issued to another party', { azp: 'another-client' }, 'claims-invalid'),
  withClaims('no nonce', { nonce: undefined }),
  withClaims('another nonce', { nonce: 'another' }),
  withClaims('expired', { exp: inSeconds(-3_600) }),
  withClaims('no expiry', { exp: undefined }),
  withClaims('an expiry that is a text', { exp: String(inSeconds(300)) }),
  withClaims('not valid yet', { nbf: inSeconds(3_600) }),
  withClaims('issued in the far future', { iat: inSeconds(86_400), exp: inSeconds(90_000) }, 'token-invalid'),
  withClaims('no time of issue', { iat: undefined }),
  withClaims('a time of issue that is a text', { iat: 'now' }),
  withClaims('no subject', { sub: undefined }),
  withClaims('an empty subject', { sub: '' }, 'claims-invalid'),
  withClaims('a subject that is a number', { sub: 1 }),
  withClaims('a subject that is too long', { sub: 'x'.repeat(256) }, 'claims-invalid'),
  withClaims('a subject outside ASCII', { sub: 'gräce' }, 'claims-invalid'),
  withClaims('a subject with U+0000', { sub: 'grace\u0000' }, 'claims-invalid'),
];

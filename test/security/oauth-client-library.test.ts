import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli, createOauthScene, exchangeGrant, type OauthScene, type Person } from './oauth-scene.ts';

const scope = 'openid offline_access';

/** Our side judged by a certified client library over real HTTP. */
describe('openid-client', () => {
  let scene: OauthScene;
  let issuer: URL;
  let person: Person;
  beforeAll(async () => {
    scene = await createOauthScene();
    issuer = new URL(`${scene.world.server.listeningOrigin}/auth/realms/default`);
    person = await scene.addPerson('jsmith');
  });
  afterAll(() => scene.world.close());

  const discover = (clientId: string, secret?: string) =>
    client.discovery(issuer, clientId, secret, secret === undefined ? client.None() : undefined, {
      execute: [client.allowInsecureRequests],
    });
  const nameOf = async (bearer: string) => (await scene.asBearer(bearer, 'getCurrentUser')).json['username'];

  /** A program that listens on a loopback port of its own, as RFC 8252 has it. */
  async function listen(): Promise<{ server: Server; redirectUri: string }> {
    const server = createServer((_, response) => response.end('done'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return { server, redirectUri: `http://127.0.0.1:${String(port)}/callback` };
  }

  /** What the browser does with an address until it is sent back to the program. */
  async function sayYes(url: URL): Promise<URL> {
    const begun = await scene.browse(url.pathname + url.search);
    const uid = begun.location.split('/').at(-1) ?? '';
    const allowed = await scene.asPerson(person, 'allowOauthInteraction', { part: uid, cookies: begun.cookies });
    const back = await scene.browse(String(allowed.json['redirectTo']), begun.cookies);
    return new URL(back.location);
  }

  it('authorization code with PKCE, state and nonce; id token, claims, refresh, revocation', async () => {
    const config = await discover(cli);
    const { server, redirectUri } = await listen();
    const [verifier, state, nonce] = [client.randomPKCECodeVerifier(), client.randomState(), client.randomNonce()];
    const url = client.buildAuthorizationUrl(config, {
      ...{ redirect_uri: redirectUri, scope, prompt: 'consent', state, nonce, max_age: '3600' },
      ...{ code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
    });
    const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, maxAge: 3600 };
    const tokens = await client.authorizationCodeGrant(config, await sayYes(url), checks);
    server.close();
    expect(await nameOf(tokens.access_token)).toBe('jsmith');
    expect(tokens.claims()).toMatchObject({ sub: person.principal.actorId, iss: issuer.href, aud: cli });
    const claims = await client.fetchUserInfo(config, tokens.access_token, person.principal.actorId);
    expect(claims.preferred_username).toBe('jsmith');
    const next = await client.refreshTokenGrant(config, tokens.refresh_token ?? '');
    expect(next.refresh_token).not.toBe(tokens.refresh_token);
    await client.tokenRevocation(config, next.refresh_token ?? '');
    await expect(client.refreshTokenGrant(config, next.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    expect((await scene.asBearer(next.access_token, 'getCurrentUser')).status).toBe(401);
  });

  it('an id token goes on being verified when another key has taken over', async () => {
    const config = await discover(cli);
    const { verifier, url } = await begin(config);
    const { pool } = scene.world.database;
    await pool.query("UPDATE oauth_signing_key SET created_at = created_at - interval '10 minutes'");
    const added = await scene.asBearer(scene.world.admin.tokenSecret, 'addSigningKey');
    expect(added.status).toBe(200);
    const tokens = await client.authorizationCodeGrant(config, await sayYes(url), {
      pkceCodeVerifier: verifier,
      expectedState: 's',
    });
    expect(tokens.claims()?.sub).toBe(person.principal.actorId);
  });

  async function begin(config: client.Configuration) {
    const verifier = client.randomPKCECodeVerifier();
    const url = client.buildAuthorizationUrl(config, {
      ...{ redirect_uri: 'http://127.0.0.1:5/callback', scope, prompt: 'consent', state: 's' },
      ...{ code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
    });
    return { verifier, url };
  }

  it('device flow: waits, slows down when told to, and gets its tokens', async () => {
    const config = await discover(cli);
    const begun = await client.initiateDeviceAuthorization(config, { scope });
    expect(begun.verification_uri).toBe(`${issuer.origin}/device`);
    expect((await scene.asPerson(person, 'allowDevice', { body: { userCode: begun.user_code } })).status).toBe(200);
    // The library waits as long as it was told before it asks; the pause is not what is tested here.
    await scene.world.database.pool.query("UPDATE oauth_artifact SET created_at = created_at - interval '1 minute'");
    const tokens = await client.pollDeviceAuthorizationGrant(config, { ...begun, interval: 0 });
    expect(await nameOf(tokens.access_token)).toBe('jsmith');
    expect(tokens.claims()?.sub).toBe(person.principal.actorId);
  });

  it.each(['client_secret_post', 'client_secret_basic'] as const)(
    'client credentials, introspection and token exchange with %s',
    async (method) => {
      const boss = await scene.addPerson(`boss-${method.replaceAll('_', '-')}`, 'admin');
      const made = await scene.addClient('$guest');
      await scene.asPerson(boss, 'setExchangeRight', { part: made.clientId, body: { roleMax: 'member' } });
      const proof =
        method === 'client_secret_post'
          ? client.ClientSecretPost(made.clientSecret)
          : client.ClientSecretBasic(made.clientSecret);
      const config = await client.discovery(issuer, made.clientId, undefined, proof, {
        execute: [client.allowInsecureRequests],
      });
      const own = await client.clientCredentialsGrant(config, { scope: 'openid' });
      expect(await nameOf(own.access_token)).toBe(`service-account-${made.clientId}`);
      const told = await client.tokenIntrospection(config, own.access_token);
      expect(told).toMatchObject({ active: true, client_id: made.clientId });
      const exchanged = await client.genericGrantRequest(config, exchangeGrant, {
        ...{ subject_token: own.access_token, requested_subject: person.principal.actorId },
        subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      });
      expect(await nameOf(exchanged.access_token)).toBe('jsmith');
    },
  );

  it('is refused as the RFCs have it', async () => {
    const config = await discover('oauth-client-0', 'no secret');
    await expect(client.clientCredentialsGrant(config)).rejects.toMatchObject({ error: 'invalid_client', status: 401 });
    const made = await scene.addClient();
    const known = await discover(made.clientId, made.clientSecret);
    await expect(client.genericGrantRequest(known, 'password', {})).rejects.toMatchObject({
      ...{ error: 'unsupported_grant_type', status: 400 },
    });
    await expect(client.genericGrantRequest(known, exchangeGrant, {})).rejects.toMatchObject({ status: 400 });
  });
});

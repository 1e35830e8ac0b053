import { createHash, generateKeyPairSync } from 'node:crypto';
import Provider, { type Adapter, type AdapterPayload, type JWK } from 'oidc-provider';
import pg from 'pg';
import manifest from '../../package.json' with { type: 'json' };
import { credentialNumbers, databaseConnectionsMax, offerPeer, readPeerInput } from './peer.ts';

/**
 * oidc-provider's introspection (RFC 7662) of a person's opaque access token, in two ways. As it is deployed: the token follows
 * from a grant, clients may use client credentials and refresh tokens, and the question does not say of which kind the token is.
 * `lean`: as little to do as it can have, which leaves one indexed read of one row. The client that asks is in memory in both.
 */
const { databaseUrl, variant } = readPeerInput();
const isLean = variant === 'lean';
const database = new pg.Pool({ connectionString: databaseUrl, max: databaseConnectionsMax });
await database.query(`CREATE TABLE IF NOT EXISTS oidc_model (
  model text NOT NULL, id_digest bytea NOT NULL, payload jsonb NOT NULL, expires_at timestamptz,
  PRIMARY KEY (model, id_digest))`);

function digest(id: string): Buffer {
  return createHash('sha256').update(id).digest();
}

function refuse(): Promise<never> {
  return Promise.reject(new Error('introspection needs only `find` and `upsert`'));
}

/** Stores what introspection needs under the digest of its id; the id itself (`jti`) is not in the database. */
class HashingAdapter implements Adapter {
  readonly #model: string;
  readonly findByUid = refuse;
  readonly findByUserCode = refuse;
  readonly consume = refuse;
  readonly destroy = refuse;
  readonly revokeByGrantId = refuse;

  constructor(model: string) {
    this.#model = model;
  }

  async upsert(id: string, { jti: _, ...payload }: AdapterPayload, expiresIn: number): Promise<void> {
    await database.query(
      `INSERT INTO oidc_model VALUES ($1, $2, $3, now() + make_interval(secs => $4))
       ON CONFLICT (model, id_digest) DO UPDATE SET payload = excluded.payload, expires_at = excluded.expires_at`,
      [this.#model, digest(id), payload, expiresIn],
    );
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const { rows } = await database.query<{ payload: AdapterPayload }>({
      name: 'find',
      text: 'SELECT payload FROM oidc_model WHERE model = $1 AND id_digest = $2 AND expires_at > now()',
      values: [this.#model, digest(id)],
    });
    return rows[0] && { ...rows[0].payload, jti: id };
  }
}

// Nothing here is signed, but a provider without a key of its own warns.
const signingKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
const client = { client_id: 'resource-server', client_secret: 'a'.repeat(43) };
const provider = new Provider('http://127.0.0.1', {
  adapter: HashingAdapter,
  clients: [{ ...client, redirect_uris: [], response_types: [], grant_types: [] }],
  jwks: { keys: [signingKey as JWK] },
  scopes: isLean ? ['openid'] : ['openid', 'offline_access'],
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: !isLean },
    introspection: { enabled: true, allowedPolicy: () => true },
  },
  ttl: { AccessToken: 86_400, Grant: 86_400 },
});
provider.on('server_error', (_, error) => console.error(error));
const owner = await provider.Client.find(client.client_id);
if (owner === undefined) throw new Error('the client of the configuration is not found');

async function issueToken(number: number): Promise<string> {
  const accountId = `user-${String(number)}`;
  const grant = new provider.Grant({ accountId, clientId: client.client_id });
  grant.addOIDCScope('openid');
  const follows = isLean ? {} : { grantId: await grant.save() };
  // The types ask for what tokens of other grants have.
  return new provider.AccessToken({ accountId, client: owner, scope: 'openid', ...follows } as never).save();
}

const tokens = await Promise.all(credentialNumbers.map(issueToken));

const server = provider.listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const address = server.address();
const port = typeof address === 'object' && address !== null ? address.port : 0;
const headers = {
  authorization: `Basic ${btoa(`${client.client_id}:${client.client_secret}`)}`,
  'content-type': 'application/x-www-form-urlencoded',
};
const shots = tokens.map((token) => ({
  method: 'POST' as const,
  path: '/token/introspection',
  headers,
  body: new URLSearchParams({ token, ...(isLean ? { token_type_hint: 'access_token' } : {}) }).toString(),
}));
const url = `http://127.0.0.1:${String(port)}`;
offerPeer(
  {
    target: { url, shots, expected: '"active":true' },
    version: manifest.dependencies['oidc-provider'],
    pid: process.pid,
  },
  async () => {
    server.closeAllConnections();
    await database.end();
  },
);

import { apiKey } from '@better-auth/api-key';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import Fastify from 'fastify';
import pg from 'pg';
import manifest from '../../package.json' with { type: 'json' };
import { credentialNumbers, databaseConnectionsMax, offerPeer, readPeerInput } from './peer.ts';

/**
 * better-auth's API-key plugin: `auth.api.verifyApiKey`, which its documentation has callers put behind a route of their own.
 * With rate limits as they are by default, but for their number (ten requests a day by default), or without any.
 */
const { databaseUrl, variant } = readPeerInput();
const rateLimit = variant === 'unlimited' ? { enabled: false } : { enabled: true, maxRequests: 2_000_000_000 };
const database = new pg.Pool({ connectionString: databaseUrl, max: databaseConnectionsMax });
const options = {
  baseURL: 'http://127.0.0.1',
  secret: 'only-used-to-sign-cookies-of-this-bench',
  database,
  telemetry: { enabled: false },
  logger: { disabled: true },
  emailAndPassword: { enabled: true },
  plugins: [apiKey({ rateLimit })],
};
const { runMigrations } = await getMigrations(options);
await runMigrations();
const auth = betterAuth(options);
const { user } = await auth.api.signUpEmail({
  body: { name: 'Ada', email: 'ada@example.com', password: crypto.randomUUID() },
});
const keys = await Promise.all(
  credentialNumbers.map((number) =>
    auth.api.createApiKey({ body: { userId: user.id, name: `key ${String(number)}` } }),
  ),
);

const server = Fastify();
server.get('/verify', async (request, reply) => {
  const key = request.headers['x-api-key'];
  const verdict = await auth.api.verifyApiKey({ body: { key: typeof key === 'string' ? key : '' } });
  if (!verdict.valid) return reply.status(401).send({ valid: false });
  return { valid: true, userId: verdict.key?.referenceId, permissions: verdict.key?.permissions };
});
const url = await server.listen({ host: '127.0.0.1', port: 0 });
const shots = keys.map(({ key }) => ({ method: 'GET' as const, path: '/verify', headers: { 'x-api-key': key } }));
offerPeer(
  {
    target: { url, shots, expected: '"valid":true' },
    version: manifest.devDependencies['@better-auth/api-key'],
    pid: process.pid,
  },
  async () => {
    await server.close();
    await database.end();
  },
);

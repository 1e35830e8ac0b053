import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp, type AppParts } from '../../src/app.ts';
import { loadConfig } from '../../src/config/index.ts';
import { createLogger, systemClock } from '../../src/foundation/index.ts';
import manifest from '../../package.json' with { type: 'json' };
import type { Target } from '../load.ts';
import { credentialNumbers, offerPeer, readPeerInput } from './peer.ts';

async function createApiToken(url: string, adminToken: string, number: number): Promise<string> {
  const body = { displayName: `bench ${String(number)}`, description: '', personaQualifiedNames: [] };
  const answer = await fetch(`${url}/api/service/apikeys`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ...body, validitySeconds: 86_400 }),
  });
  if (answer.status !== 200) throw new Error(`creating a token answered ${String(answer.status)}`);
  const record = (await answer.json()) as { attributes: { accessToken: string } };
  return record.attributes.accessToken;
}

/** `users/current` with as many API tokens as every peer has credentials. */
async function createTarget(url: string, adminToken: string): Promise<Target> {
  const tokens = await Promise.all(credentialNumbers.map((number) => createApiToken(url, adminToken, number)));
  const shots = tokens.map((token) => ({
    method: 'GET' as const,
    path: '/api/service/users/current',
    headers: { authorization: `Bearer ${token}` },
  }));
  return { url, shots, expected: '"username":"service-account-apikey-' };
}

/** Starts Clavis by the composition root of `clavis serve` on the database that the bench gives, and offers it. */
export async function startClavis(parts: Pick<AppParts, 'exchange'>): Promise<void> {
  const { databaseUrl, variant } = readPeerInput();
  const dataDir = await mkdtemp(join(tmpdir(), 'clavis-bench-'));
  const bootstrapFile = join(dataDir, 'bootstrap.json');
  const limits = variant === 'unlimited' ? { requestsPerMinute: '0' } : {};
  const flags = { dataDir, databaseUrl, port: '0', bootstrapFile, logLevel: 'warn', ...limits };
  const config = loadConfig({ flags, environment: {} });
  const app = await startApp(config, { log: createLogger({ level: 'warn' }), clock: systemClock, ...parts });
  const { token } = JSON.parse(await readFile(bootstrapFile, 'utf8')) as { token: string };
  const target = await createTarget(app.url, token);
  offerPeer({ target, version: manifest.version, pid: process.pid }, async () => {
    await app.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
}

import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { credentialNumbers, offerPeer, readPeerInput } from './peer.ts';

/**
 * OpenFGA: its caller is verified by a shared key in memory, and one direct relation is looked up in PostgreSQL.
 * It neither verifies a token of the caller's user nor notes its use; it stands for the second half of a request, in Go.
 */
const { databaseUrl, variant: binary } = readPeerInput();
const datastore = ['--datastore-engine', 'postgres', '--datastore-uri', `${databaseUrl}?sslmode=disable`];
const migrated = spawnSync(binary, ['migrate', ...datastore], { encoding: 'utf8' });
if (migrated.status !== 0) throw new Error(`openfga migrate: ${migrated.stderr}`);

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const sharedKey = randomUUID();
const httpAddress = `127.0.0.1:${String(await findFreePort())}`;
const url = `http://${httpAddress}`;
const server = spawn(
  binary,
  [
    ...['run', ...datastore, '--http-addr', httpAddress, '--grpc-addr', `127.0.0.1:${String(await findFreePort())}`],
    ...['--authn-method', 'preshared', '--authn-preshared-keys', sharedKey, '--playground-enabled=false'],
    ...['--log-level', 'none', '--metrics-enabled=false', '--datastore-max-open-conns', '16'],
  ],
  { stdio: ['ignore', 'ignore', 'inherit'] },
);
const headers = { authorization: `Bearer ${sharedKey}`, 'content-type': 'application/json' };

async function ask(path: string, body: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path} answered ${String(answer.status)}: ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}

async function waitUntilReady(): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const isReady = await fetch(`${url}/healthz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isReady) return;
    await sleep(50);
  }
  throw new Error('openfga is not ready after ten seconds');
}

await waitUntilReady();
const { id: store } = await ask('/stores', { name: 'bench' });
const { authorization_model_id: model } = await ask(`/stores/${String(store)}/authorization-models`, {
  schema_version: '1.1',
  type_definitions: [
    { type: 'user' },
    {
      type: 'catalog',
      relations: { reader: { this: {} } },
      metadata: { relations: { reader: { directly_related_user_types: [{ type: 'user' }] } } },
    },
  ],
});
const tuples = credentialNumbers.map((number) => ({
  user: `user:${String(number)}`,
  relation: 'reader',
  object: 'catalog:main',
}));
await ask(`/stores/${String(store)}/write`, { writes: { tuple_keys: tuples }, authorization_model_id: model });
const shots = tuples.map((tuple) => ({
  method: 'POST' as const,
  path: `/stores/${String(store)}/check`,
  headers,
  body: JSON.stringify({ tuple_key: tuple, authorization_model_id: model }),
}));
// A binary made by `go install` calls itself `dev`; the module it was made from is noted in it.
const { stdout } = spawnSync('go', ['version', '-m', binary], { encoding: 'utf8' });
const version = /^\tmod\t\S+\t(\S+)/m.exec(stdout)?.[1] ?? 'unknown';
offerPeer({ target: { url, shots, expected: '"allowed":true' }, version, pid: server.pid ?? 0 }, async () => {
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  await ended;
});

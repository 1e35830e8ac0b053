import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations, type OperationId } from '../../../src/contract/index.ts';
import { createSecret, newGuid } from '../../../src/foundation/index.ts';
import { startAnsweringServer, type AnsweringServer } from '../../support/answering-server.ts';
import { eventually } from '../../support/eventually.ts';
import { findTraces, plantedSecret } from '../../support/find-traces.ts';
import { reportFigures } from '../../support/report-figures.ts';
import {
  call,
  createServerStage,
  readBootstrapFile,
  type Answer,
  type BootstrapFile,
  type ServerProcess,
} from '../../support/server-process.ts';
import { runCommand } from '../../scenarios/doors/captured-terminal.ts';

const plant = (): string => plantedSecret(randomBytes(12).toString('hex'));

/** A server with every place that is told of anything, and everything that may hold a trace afterwards. */
interface Place {
  readonly server: ServerProcess & { readonly url: string };
  readonly receiver: AnsweringServer;
  readonly admin: BootstrapFile;
  readonly jsonl: string;
  /** Every answer that is not meant to reveal a secret. */
  readonly answers: string[];
  /** Every secret that was handed out or sent. */
  readonly secrets: Set<string>;
}

function urlOf({ server }: Place, id: OperationId, part = ''): string {
  return server.url + operations[id].path.replace(/\{\w+\}/, part);
}

interface Sending {
  readonly token?: string;
  readonly body?: unknown;
  readonly part?: string;
  readonly query?: string;
}

/** An answer that must not hold any secret, whoever asks. */
async function askPlainly(place: Place, id: OperationId, { part, query, ...sending }: Sending = {}): Promise<Answer> {
  const url = urlOf(place, id, part) + (query === undefined ? '' : `?${query}`);
  const answer = await call(url, { token: place.admin.token, method: operations[id].method, ...sending });
  place.answers.push(`${id}: ${JSON.stringify(answer.body)} ${JSON.stringify([...answer.headers])}`);
  return answer;
}

/** An answer that hands out a secret; what it hands out is noted. */
async function beGiven(
  place: Place,
  id: OperationId,
  { part, ...sending }: Sending = {},
): Promise<Record<string, unknown>> {
  const answer = await call(urlOf(place, id, part), {
    token: place.admin.token,
    method: operations[id].method,
    ...sending,
  });
  expect(answer.status, `${id}: ${JSON.stringify(answer.body)}`).toBe(200);
  const given = findTraces(Buffer.from(JSON.stringify(answer.body)));
  expect(given.length, `${id} hands out a secret`).toBeGreaterThan(0);
  for (const { secret } of given) place.secrets.add(secret);
  return answer.body as Record<string, unknown>;
}

async function useTokens(place: Place, count: number): Promise<void> {
  const body = {
    displayName: 'canary',
    description: '',
    role: 'none',
    personaQualifiedNames: [],
    validitySeconds: 3600,
  };
  for (let made = 0; made < count; made += 1) {
    const token = await beGiven(place, made % 2 === 0 ? 'createNativeApiToken' : 'createApiToken', {
      body: made % 2 === 0 ? body : { displayName: 'canary', description: '' },
    });
    const [secret = ''] = findTraces(Buffer.from(JSON.stringify(token))).map((trace) => trace.secret);
    const part = String(token['id']);
    if (made % 10 === 0) await beGiven(place, 'rotateApiToken', { part, body: {} });
    // Used rightly, refused, and after its end.
    await askPlainly(place, 'getCurrentUser', { token: secret });
    if (made % 10 === 1) await askPlainly(place, 'listUsers', { token: secret });
    if (made % 10 === 2) {
      await askPlainly(place, 'purgeNativeApiToken', { part });
      await askPlainly(place, 'getCurrentUser', { token: secret });
    }
  }
}

async function useSessions(place: Place): Promise<void> {
  const { username, password } = place.admin;
  const wrong = plant();
  place.secrets.add(wrong);
  const start = await fetch(urlOf(place, 'signIn'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });
  expect(start.status).toBe(200);
  const cookie = start.headers.get('set-cookie')?.split(';')[0] ?? '';
  for (const { secret } of findTraces(Buffer.from(cookie))) place.secrets.add(secret);
  const headers = { cookie, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };
  const bearer = await fetch(urlOf(place, 'createBearer'), { method: 'POST', headers });
  const { secret } = (await bearer.json()) as { secret: string };
  place.secrets.add(secret);
  await askPlainly(place, 'getCurrentUser', { token: secret });
  await askPlainly(place, 'signIn', { body: { username, password: wrong } });
  // People type their password into the field of the name.
  await askPlainly(place, 'signIn', { body: { username: wrong, password: wrong } });
  await askPlainly(place, 'signIn', { body: { username, password: wrong, more: 'unexpected' } });
  await fetch(urlOf(place, 'signOut'), { method: 'DELETE', headers });
}

async function useClients(place: Place): Promise<void> {
  const client = await beGiven(place, 'createOauthClient', { body: { displayName: 'canary', role: '$guest' } });
  const part = String(client['clientId']);
  const clientSecret = String(client['clientSecret']);
  const token = await beGiven(place, 'createOauthClientToken', {
    body: { clientId: part, clientSecret },
  });
  const [access = ''] = findTraces(Buffer.from(JSON.stringify(token))).map(({ secret }) => secret);
  await askPlainly(place, 'getCurrentUser', { token: access });
}

async function useCredentials(place: Place): Promise<void> {
  const [password, changed] = [plant(), plant()];
  place.secrets.add(password).add(changed);
  const credential = {
    name: 'canary',
    connectorConfigName: 'atlan-connectors-glue',
    authType: 'iam',
    username: 'EXAMPLE',
  };
  const made = await askPlainly(place, 'createCredential', { body: { ...credential, password } });
  const part = String((made.body as { id: string }).id);
  await askPlainly(place, 'getCredential', { part });
  await askPlainly(place, 'updateCredential', { part, body: { ...credential, password: changed } });
  await askPlainly(place, 'createCredential', { body: { ...credential, password, authType: 'nonsense' } });
}

/** The token endpoints of the Alation wire: in what they hand out, in what they are asked, and in what they refuse. */
async function useRefreshTokens(place: Place): Promise<void> {
  const { username, password } = place.admin;
  const post = async (id: OperationId, body: Record<string, unknown>, type = 'application/json') => {
    const payload =
      type === 'application/json'
        ? JSON.stringify(body)
        : new URLSearchParams(
            Object.entries(body).map(([name, value]): [string, string] => [name, String(value)]),
          ).toString();
    const answer = await fetch(urlOf(place, id), {
      method: 'POST',
      headers: { 'content-type': type },
      body: payload,
    });
    return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
  };
  const given = async (id: OperationId, body: Record<string, unknown>, field: string) => {
    const { status, json } = await post(id, body);
    expect(status, JSON.stringify(json)).toBe(201);
    place.secrets.add(String(json[field]));
    return json;
  };
  const refused = async (id: OperationId, body: Record<string, unknown>) => {
    for (const type of ['application/json', 'application/x-www-form-urlencoded']) {
      const { status, json } = await post(id, body, type);
      expect(status).toBeGreaterThanOrEqual(400);
      place.answers.push(`${id}: ${JSON.stringify(json)}`);
    }
  };
  const wrong = plant();
  place.secrets.add(wrong);
  const made = await given('createRefreshToken', { username, password, name: 'canary' }, 'refresh_token');
  const pair = { refresh_token: made['refresh_token'], user_id: made['user_id'] };
  const access = await given('createApiAccessToken', pair, 'api_access_token');
  const token = String(access['api_access_token']);
  expect((await post('revokeApiAccessTokens', pair)).status).toBe(200);
  const data = await fetch(`${place.server.url}/integration/v1/userinfo/`, { headers: { TOKEN: token } });
  place.answers.push(await data.text());
  await refused('createRefreshToken', { username, password: wrong, name: 'canary' });
  await refused('createRefreshToken', { username, password, name: String(pair.refresh_token) });
  await refused('validateRefreshToken', { ...pair, user_id: 0 });
  await refused('validateRefreshToken', { refresh_token: pair.refresh_token, user_id: pair.refresh_token });
  await refused('validateApiAccessToken', { api_access_token: token, user_id: made['user_id'] });
  await given('regenRefreshToken', pair, 'refresh_token');
  await refused('createApiAccessToken', pair);
  for (const id of ['listAllRefreshTokens', 'listOwnRefreshTokens'] as const) await askPlainly(place, id);
}

/** Secrets where none belongs: in addresses, headers, ids, and in what is then refused. */
async function misplace(place: Place): Promise<void> {
  const lost = () => {
    const secret = createSecret('api');
    place.secrets.add(secret);
    return secret;
  };
  const { server, admin } = place;
  const authorization = `Bearer ${admin.token}`;
  await askPlainly(place, 'listUsers', { query: `token=${lost()}` });
  await askPlainly(place, 'purgeNativeApiToken', { part: lost() });
  await askPlainly(place, 'getEntity', { part: lost() });
  await askPlainly(place, 'getCurrentUser', { token: lost() });
  await askPlainly(place, 'getCurrentUser', { token: `${lost()}x` });
  for (const name of ['user-agent', 'x-atlan-request-id', 'referer', 'x-forwarded-for']) {
    for (const path of [
      operations.getCurrentUser.path,
      operations.purgeNativeApiToken.path.replace('{id}', newGuid()),
    ]) {
      const method = path === operations.getCurrentUser.path ? 'GET' : 'DELETE';
      await fetch(server.url + path, { method, headers: { authorization, [name]: lost() } });
    }
  }
  await fetch(`${server.url}/${lost()}`, { headers: { authorization } });
  await fetch(urlOf(place, 'getCurrentUser'), {
    headers: { authorization: `Basic ${Buffer.from(`x:${lost()}`).toString('base64')}` },
  });
}

const readable: readonly OperationId[] = [
  ...([
    'listApiTokens',
    'listNativeApiTokens',
    'listUsers',
    'listCredentials',
    'listOauthClients',
    'listRuns',
  ] as const),
  ...([
    'listAuditRecords',
    'listLoginEvents',
    'listAdminEvents',
    'listAuditSinks',
    'verifyAudit',
    'getSettings',
  ] as const),
  ...(['getReadiness', 'getHealth', 'getOpenApi', 'getWhoAmI', 'listSessions'] as const),
];

async function filesBelow(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  return names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Every row of every table as text: files hold large values compressed. */
async function dumpTables(dataDir: string): Promise<string> {
  const [, , , port = ''] = (await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
  const password = (await readFile(join(dataDir, 'postgres-password'), 'utf8')).trim();
  const client = new pg.Client({ host: '127.0.0.1', port: Number(port), user: 'clavis', password, database: 'clavis' });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
       WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'`,
    );
    const texts: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ text: string }>(`SELECT row::text AS text FROM ${name} AS row`);
      texts.push(...rows.map(({ text }) => text));
    }
    await client.query('CHECKPOINT');
    return texts.join('\n');
  } finally {
    await client.end();
  }
}

/** T03 and T04: what was planted is nowhere but where it was sent. */
export function describeSecretCanaries({ tokens }: { readonly tokens: number }): void {
  describe(`secrets of every kind, with ${String(tokens)} API tokens`, () => {
    const stage = createServerStage();
    let place: Place;
    let dump: string;

    beforeAll(
      async () => {
        const receiver = await startAnsweringServer(() => ({ status: 200, body: {} }));
        const outside = await stage.folder();
        const [file, secretFile, jsonl] = [
          join(outside, 'admin.json'),
          join(outside, 'webhook'),
          join(outside, 'audit.jsonl'),
        ];
        await writeFile(secretFile, randomBytes(24).toString('hex'));
        const server = await stage.start({
          flags: [
            ...['--bootstrap-file', file, '--log-level', 'debug', '--audit-jsonl-file', jsonl],
            ...['--audit-webhook-url', `${receiver.url}/hook`, '--audit-webhook-secret-file', secretFile],
            ...['--audit-otlp-url', `${receiver.url}/v1/logs`],
          ],
        });
        const admin = await readBootstrapFile(file);
        place = { server, receiver, admin, jsonl, answers: [], secrets: new Set([admin.token]) };
        await useTokens(place, tokens);
        await useSessions(place);
        await useClients(place);
        await useRefreshTokens(place);
        await useCredentials(place);
        await misplace(place);
        for (const id of readable) await askPlainly(place, id);
        for (const args of [['token', 'list'], ['audit', 'tail', '-n', '50'], ['audit', 'export'], ['whoami']]) {
          const { out, err } = await runCommand(args, { CLAVIS_URL: server.url, CLAVIS_TOKEN: admin.token });
          place.answers.push(`${args.join(' ')}: ${out}${err}`);
        }
        await eventually('every sink is told of everything', async () => {
          const { body } = await call(urlOf(place, 'getReadiness'));
          return (body as { sinks: { behind: number }[] }).sinks.every(({ behind }) => behind === 0) ? true : null;
        });
        dump = await dumpTables(server.dataDir);
      },
      120_000 + tokens * 1_000,
    );
    afterAll(async () => {
      await stage.close();
      await place.receiver.close();
    });

    it('leave nothing in the answers that are not meant to reveal them, nor on the command line', () => {
      expect(
        place.answers.flatMap((answer) => findTraces(Buffer.from(answer)).map(() => answer.slice(0, 300))),
      ).toEqual([]);
    });

    it('leave nothing in the log, at level debug, nor on the standard output', () => {
      expect(findTraces(Buffer.from(place.server.stderr()))).toEqual([]);
      expect(findTraces(Buffer.from(place.server.stdout()))).toEqual([]);
      expect(place.server.stderr().length).toBeGreaterThan(10_000);
    });

    it('leave nothing in what the audit sinks are told', async () => {
      expect(findTraces(await readFile(place.jsonl))).toEqual([]);
      expect(findTraces(Buffer.from(JSON.stringify(place.receiver.seen)))).toEqual([]);
      expect(place.receiver.seen.length).toBeGreaterThan(2);
    });

    it('leave nothing in any row of any table', () => {
      expect(findTraces(Buffer.from(dump))).toEqual([]);
      expect(dump.length).toBeGreaterThan(10_000);
    });

    it('leave nothing in the data folder: tables, write-ahead log, temporary files, logs, keys, anchors', async () => {
      const files = await filesBelow(place.server.dataDir);
      const traces: string[] = [];
      let bytes = 0;
      for (const path of files) {
        const content = await readFile(path).catch(() => Buffer.alloc(0));
        bytes += content.length;
        traces.push(...findTraces(content).map(({ form }) => `${path}: ${form}`));
      }
      expect(traces).toEqual([]);
      expect(files.some((path) => path.includes('pg_wal'))).toBe(true);
      reportFigures('T03', {
        secrets: place.secrets.size,
        files: files.length,
        MiB: Math.round(bytes / 2 ** 20),
        hits: 0,
      });
    });

    it('would be found in every form, wherever they lay', () => {
      const formed = [...place.secrets].flatMap((secret) => {
        const raw = Buffer.from(secret);
        return [
          secret,
          raw.toString('hex'),
          raw.toString('hex').toUpperCase(),
          ...['', 'x', 'xy'].map((before) => Buffer.from(`${before}${secret} and more`).toString('base64')),
          ...['', 'x', 'xy'].map((before) => Buffer.from(`${before}${secret} and more`).toString('base64url')),
          [...secret].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join(''),
          encodeURIComponent(secret),
          JSON.stringify({ secret }),
          [...secret].reverse().join(''),
        ].map((text) => ({ secret, bytes: Buffer.from(`some text before ${text} and after`) }));
      });
      const utf16 = [...place.secrets].map((secret) => ({ secret, bytes: Buffer.from(secret, 'utf16le') }));
      const missed = [...formed, ...utf16].filter(
        ({ secret, bytes }) => !findTraces(bytes).some((trace) => trace.secret === secret),
      );
      expect(missed.map(({ bytes }) => bytes.toString())).toEqual([]);
      expect(place.secrets.size).toBeGreaterThan(tokens);
      reportFigures('T04', {
        secrets: place.secrets.size,
        forms: formed.length / place.secrets.size + 1,
        found: '100 %',
      });
    });
  });
}

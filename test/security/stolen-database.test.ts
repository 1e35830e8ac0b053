import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CatalogError } from '../../src/foundation/index.ts';
import { sql } from '../../src/postgres/index.ts';
import { createWorkflowEngine, type Package, type WorkflowEngine } from '../../src/workflows/index.ts';
import { eventually } from '../support/eventually.ts';
import { findTraces, plantedSecret } from '../support/find-traces.ts';
import { createWorld, type World } from './world.ts';

const connector = 'test-connectors-leaky';

/** A package that does everything wrong that a package can do with a secret. */
const leakyPackage: Package = {
  id: '@test/leaky',
  prefix: 'test-leaky',
  connectorConfigNames: [connector],
  parse: (parameters) => ({ guid: String(parameters.get('credential-guid')) }),
  plan: () => Promise.resolve([{ key: 'one', label: 'one', input: {} }]),
  step: async (ctx) => {
    const guid = String((await sqlGuid(ctx.workflowName)) ?? '');
    const { username, password, extra } = await ctx.credential(guid);
    const inside = `${username ?? ''}:${password ?? ''}`;
    const said = [password, encodeURIComponent(password ?? ''), Buffer.from(inside).toString('base64')];
    for (const text of [...said, Buffer.from(password ?? '').toString('hex'), JSON.stringify(extra)]) {
      await ctx.log('error', `the source refused ${String(text)}`);
    }
    await ctx.transact((tx) => ctx.saveCheckpoint(tx, { password, extra }));
    throw new CatalogError('field_invalid', `cannot connect with ${inside}`, { cause: new Error(`no ${inside}`) });
  },
  finish: () => Promise.resolve(),
  testCredential: ({ password }) => Promise.reject(new Error(`the source says: ${String(password)} is wrong`)),
};

let world: World;
let engine: WorkflowEngine;
const secrets: string[] = [];

/** The credential of a workflow, as its placeholder was replaced. */
async function sqlGuid(workflow: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM credential WHERE workflow_id = (SELECT id FROM workflow WHERE name = ${workflow})`.execute(
    world.database.db,
  );
  return rows[0]?.id;
}

function plant(): string {
  const secret = plantedSecret(randomBytes(12).toString('hex'));
  secrets.push(secret);
  return secret;
}

/** Every row of every table, each as the text that `COPY` would write of it. */
async function dump(): Promise<Buffer> {
  const { rows: tables } = await sql<{ name: string }>`
    SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`.execute(world.database.db);
  const texts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await sql<{ text: string }>`SELECT t::text AS text FROM ${sql.raw(name)} AS t`.execute(
      world.database.db,
    );
    // Bytes as they are, too: a table keeps no hex.
    for (const { text } of rows) {
      texts.push(text);
      for (const [, hex = ''] of text.matchAll(/\\x([0-9a-f]+)/g))
        texts.push(Buffer.from(hex, 'hex').toString('latin1'));
    }
  }
  return Buffer.from(texts.join('\n'), 'latin1');
}

async function ask(method: 'GET' | 'POST', url: string, payload?: object) {
  const answer = await world.server.inject({
    ...{ method, url, headers: { authorization: `Bearer ${world.admin.tokenSecret}` } },
    ...(payload === undefined ? {} : { payload }),
  });
  return { status: answer.statusCode, text: answer.body };
}

function credentialWith(password: string): Record<string, unknown> {
  const extra = { region: 'eu', clientSecret: plant(), auth: { token: plant() } };
  return { name: 'a credential', connectorConfigName: connector, authType: 'basic', username: 'user', password, extra };
}

function workflow(name: string): object {
  const templateRef = { name: 'test-leaky', template: 'main', clusterScope: true };
  const parameters = [{ name: 'credential-guid', value: '{{credentialGuid}}' }];
  const tasks = [{ name: 'run', arguments: { parameters }, templateRef }];
  return {
    metadata: { name, namespace: 'default', labels: {}, annotations: {} },
    spec: { entrypoint: 'main', templates: [{ name: 'main', dag: { tasks } }] },
    payload: [{ parameter: 'credentialGuid', type: 'credential', body: credentialWith(plant()) }],
  };
}

describe('a stolen database', () => {
  const answers: string[] = [];

  beforeAll(async () => {
    world = await createWorld({ packages: () => [leakyPackage] });
    engine = createWorkflowEngine(world.deps.workflows);
    await engine.start();
    const say = async (method: 'GET' | 'POST', url: string, payload?: object) => {
      const answer = await ask(method, url, payload);
      answers.push(answer.text);
      return answer;
    };
    const created = await say('POST', '/api/service/credentials?testCredential=false', credentialWith(plant()));
    expect(created.status).toBe(200);
    const { id } = JSON.parse(created.text) as { id: string };
    await say('POST', `/api/service/credentials/${id}`, { password: plant() });
    await say('POST', '/api/service/credentials/test', { id });
    await say('POST', '/api/service/credentials/test', credentialWith(plant()));
    await say('POST', '/api/service/credentials?testCredential=true', credentialWith(plant()));
    await say('POST', `/api/service/credentials/${id}`, { host: 'elsewhere.example.com', extra: { region: plant() } });
    await say('GET', '/api/service/credentials');
    await say('GET', `/api/service/credentials/${id}/use`);
    const submitted = await say('POST', '/api/service/workflows?submit=true', workflow('test-leaky-1735500000'));
    expect(submitted.status, submitted.text).toBe(200);
    await eventually('the run has failed', async () => {
      const { rows } = await sql<{ state: string }>`SELECT state FROM run`.execute(world.database.db);
      return rows.every(({ state }) => state === 'failed') ? true : null;
    });
    await world.deps.journal.flush();
  });
  afterAll(async () => {
    await engine.stop();
    await world.close();
  });

  it('shows no secret, in no form, and neither do the answers and the log', async () => {
    const bytes = await dump();
    expect(bytes.includes('a credential'), 'the dump holds what was stored').toBe(true);
    expect(bytes.includes('the source refused [redacted]'), 'and what was logged').toBe(true);
    const found = [bytes, Buffer.from(answers.join('\n')), Buffer.from(world.logged.join('\n'))].map((place) =>
      findTraces(place).filter(({ secret }) => secrets.includes(secret)),
    );
    expect(found).toEqual([[], [], []]);
  });

  it('would show one that lay there, in every form (this test can fail)', async () => {
    const secret = plant();
    const bytes = Buffer.from(secret);
    const forms = [
      ...[secret, encodeURIComponent(secret), bytes.toString('base64'), bytes.toString('hex')],
      ...[`x${secret}`, `xx${secret}`].map((text) => Buffer.from(text).toString('base64')),
    ];
    await sql`CREATE TABLE careless (text text, bytes bytea, json jsonb)`.execute(world.database.db);
    for (const form of forms) {
      await sql`INSERT INTO careless (text) VALUES (${form})`.execute(world.database.db);
      expect(
        findTraces(await dump()).map((trace) => trace.secret),
        form,
      ).toContain(secret);
      await sql`DELETE FROM careless`.execute(world.database.db);
    }
    await sql`INSERT INTO careless (bytes) VALUES (${bytes})`.execute(world.database.db);
    expect(findTraces(await dump()).map((trace) => trace.secret)).toContain(secret);
    await sql`DROP TABLE careless`.execute(world.database.db);
  });

  it('opens with none of what lies in it: every sealed secret needs a key that is not there', async () => {
    const { rows } = await sql<{ id: string; sealed: Buffer; keyId: string }>`
      SELECT id, sealed, key_id AS "keyId" FROM credential`.execute(world.database.db);
    const [one, two] = rows;
    if (one === undefined || two === undefined) throw new Error('there are two credentials');
    const { vault } = world.deps.workflows;
    expect(vault.open(one.id, one)).toHaveProperty('password');
    // Whoever can write the database, too, exchanges rows in vain.
    expect(() => vault.open(two.id, one)).toThrow('cannot be opened');
    expect(() => vault.open(one.id, two)).toThrow('cannot be opened');
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../../test/security/scene.ts';
import { createPackageScene, type PackageScene } from '../../../test/support/package-scene.ts';
import { adaptOwnPackage } from './adapt-own-package.ts';
import { loadOwnPackages } from './load-own-packages.ts';

const password = 'canary-of-a-password';
const apiKey = 'canary-of-an-api-key';

/** Signs in somewhere with a credential, and is careless about it: it writes the secrets wherever it can. */
const source = `export function createPackage(kit) {
  return kit.define({
    id: '@acme/prices',
    inputs: { properties: { credential_guid: { type: 'string', title: 'Credential' } } },
    connectorConfigNames: ['acme-prices'],
    plan: async () => [{ key: 'read', label: 'read the prices', input: {} }],
    step: async (run, { credential_guid: guid }) => {
      const { username, password, extra } = await run.credential(guid);
      await run.log('info', username + ' signs in with ' + password + ' and ' + extra.api_key);
      await run.commit({ progress: { characters: password.length }, checkpoint: { password, key: extra.api_key } });
    },
    finish: async (run) => {
      const [step] = await run.steps();
      await run.log('warn', 'left behind: ' + JSON.stringify(step.checkpoint));
      throw kit.refusal('the prices are too high');
    },
    testCredential: async ({ username, password }) => {
      if (username !== 'right') throw kit.refusal('nobody is called ' + username);
    },
  });
}`;

const credential = {
  ...{ name: 'default-prices-1-0', authType: 'basic', connectorConfigName: 'acme-prices', connectorType: 'rest' },
  ...{ username: 'right', password, extra: { api_key: apiKey } },
};

describe('a package of one’s own with a credential', () => {
  let folder: string;
  let scene: PackageScene;
  let maker: Actor;
  let stranger: Actor;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clavis own '));
    const module = join(folder, 'prices.mjs');
    await writeFile(module, source);
    const { packages, problems } = await loadOwnPackages([module]);
    expect(problems).toEqual([]);
    scene = await createPackageScene(({ catalog }) => packages.map((own) => adaptOwnPackage(catalog, own)));
    maker = await scene.addToken('maker', 'default');
    stranger = await scene.addToken('stranger', 'default');
  });
  afterAll(async () => {
    await scene.close();
    await rm(folder, { recursive: true, force: true });
  });

  const run = (by: Actor, guid = '{{credentialGuid}}') =>
    scene.run(by, { prefix: 'acme-prices', parameters: { 'credential-guid': guid }, credential });

  /** Everything that the database keeps, but for the envelope in which the secret lies. */
  async function stored(): Promise<string> {
    const tables = ['workflow', 'run', 'run_step', 'run_log', 'run_result', 'audit_record', 'credential'];
    const dumps = tables.map((table) =>
      scene.world.database.pool.query<{ row: string }>(`SELECT row_to_json(kept)::text AS row FROM ${table} AS kept`),
    );
    return (await Promise.all(dumps)).flatMap(({ rows }) => rows.map(({ row }) => row)).join('\n');
  }

  it('has its secrets while it runs, and nothing that it writes keeps them', async () => {
    const ended = await run(maker);
    expect(ended).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('the prices are too high') as string,
    });
    // It did have the whole of it.
    expect(ended.totals).toEqual({ characters: password.length });
    expect(ended.lines[0]).toMatch(/^info right signs in with /);
    const everything = await stored();
    expect(everything).toContain('signs in with');
    for (const secret of [password, apiKey]) expect(everything).not.toContain(secret);
  });

  it('has nobody else’s: the run fails as with one that does not exist', async () => {
    await run(maker);
    const { rows } = await scene.world.database.pool.query<{ id: string }>('SELECT id FROM credential LIMIT 1');
    const foreign = await scene.run(stranger, { prefix: 'acme-prices', parameters: { 'credential-guid': rows[0]?.id ?? '' } }).catch(String); // prettier-ignore
    expect(JSON.stringify(foreign)).toMatch(/does not exist|not found/);
    expect(JSON.stringify(foreign)).not.toContain('characters');
  });

  it('tests it before it is saved, by the word of the package', async () => {
    const test = async (body: object) => {
      const path = '/api/service/credentials/test';
      return (await scene.done(maker, path, { method: 'POST', body })).json;
    };
    expect(await test(credential)).toMatchObject({ message: 'successful' });
    const refused = await test({ ...credential, username: 'wrong' });
    expect(refused).toMatchObject({ message: expect.stringContaining('nobody is called wrong') as string });
    expect(JSON.stringify(refused)).not.toContain(password);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ClavisClient, collectAll } from '../../src/sdk/index.ts';
import { createWorld, type World } from '../security/world.ts';
import { runCommand, type Outcome } from './doors/captured-terminal.ts';

let world: World;
let url: string;
let client: ClavisClient;
let folder: string;

beforeAll(async () => {
  world = await createWorld();
  const address = world.server.server.address();
  url = typeof address === 'object' && address !== null ? `http://127.0.0.1:${String(address.port)}` : '';
  client = new ClavisClient({ baseUrl: url, token: world.admin.tokenSecret });
  folder = mkdtempSync(join(tmpdir(), 'clavis-purposes-'));
  const classificationDefs = ['PII', 'Finance'].map((displayName) => ({
    ...{ category: 'CLASSIFICATION', name: displayName, displayName, description: '', attributeDefs: [] },
  }));
  const answer = await fetch(`${url}/api/meta/types/typedefs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.admin.tokenSecret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ classificationDefs }),
  });
  expect({ status: answer.status, text: await answer.text() }).toMatchObject({ status: 200 });
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

function apply(text: string, args: readonly string[] = []): Promise<Outcome> {
  const env = { CLAVIS_URL: url, CLAVIS_TOKEN: world.admin.tokenSecret };
  const secrets = ['--secrets', join(folder, 'secrets.jsonl')];
  return runCommand(['apply', '-f', '-', ...secrets, ...args], env, { input: text });
}

async function applyWell(text: string, args: readonly string[] = []): Promise<void> {
  expect(await apply(text, args)).toMatchObject({ code: 0, err: '' });
  expect(await apply(text, ['--plan', ...args])).toMatchObject({ code: 0, err: '' });
}

const document = `
apiVersion: clavis/v1
groups:
  - name: data_team
purposes:
  - name: Privacy
    description: what is personal
    tags: [PII]
    policies:
      - name: nobody reads
        effect: deny
        actions: [entity-read]
        audience: { everyone: true }
      - name: hashed
        kind: data
        effect: mask
        mask: MASK_HASH
        actions: [select]
        audience: { users: [ada], groups: [data_team], tokens: [etl] }
tokens:
  - name: etl
`;

it('purposes are made with tags by what people read and audiences by name, tokens of the same document among them', async () => {
  await applyWell(document);
  const [purpose] = await collectAll(client.purposes.list({ name: 'Privacy' }));
  expect(purpose).toMatchObject({ tags: ['PII'], description: 'what is personal' });
  const policies = await collectAll(client.purposes.policies());
  const { username } = await client.tokens.get({ displayName: 'etl' });
  expect(policies.find(({ name }) => name === 'hashed')).toMatchObject({
    ...{ effect: 'mask', mask: 'MASK_HASH', audience: { groups: ['data_team'] } },
  });
  expect(policies.find(({ name }) => name === 'hashed')?.audience.users.sort()).toEqual(['ada', username]);
});

it('tags, audiences and masks follow the document, and an export of them changes nothing', async () => {
  await applyWell(document);
  await applyWell(
    document
      .replace('tags: [PII]', 'tags: [PII, Finance]')
      .replace('MASK_HASH', 'MASK_NULL')
      .replace(', groups: [data_team], tokens: [etl]', ''),
  );
  const env = { CLAVIS_URL: url, CLAVIS_TOKEN: world.admin.tokenSecret };
  const exported = await runCommand(['export'], env);
  expect(exported).toMatchObject({ code: 0, err: '' });
  expect(await apply(exported.out, ['--plan'])).toMatchObject({ code: 0, err: '' });
  const off = document.replace('description: what is personal', 'enabled: false');
  await applyWell(off);
  await applyWell(off.replace('enabled: false', 'enabled: true'));
});

it('an unknown tag is told where it stands, before anything is sent', async () => {
  const refused = await apply(document.replace('tags: [PII]', 'tags: [PIII]'));
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('there is no tag `PIII`');
});

it('pruning deletes the purpose that is no longer declared', async () => {
  await applyWell(document);
  const without = 'apiVersion: clavis/v1\npurposes: []\n';
  const kept = await apply(without, ['--plan']);
  expect(kept.code).toBe(0);
  await applyWell(without, ['--prune', 'purposes', '--yes']);
  expect(await collectAll(client.purposes.list())).toEqual([]);
});

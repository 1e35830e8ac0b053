import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runProgram } from '../../src/cli/index.ts';
import { applyPlan, makePlan, readDocument, readWorkspace, scopeOf } from '../../src/declarative/index.ts';
import { ClavisClient, collectAll } from '../../src/sdk/index.ts';
import { createWorld, type World } from '../security/world.ts';
import { runCommand, type Outcome, type Surroundings } from './doors/captured-terminal.ts';

let world: World;
let url: string;
let client: ClavisClient;
let folder: string;

const connection = 'default/glue/1735500000';

beforeAll(async () => {
  world = await createWorld();
  const address = world.server.server.address();
  url = typeof address === 'object' && address !== null ? `http://127.0.0.1:${String(address.port)}` : '';
  client = new ClavisClient({ baseUrl: url, token: world.admin.tokenSecret });
  const [, member] = await client.people.roles();
  if (member === undefined) throw new Error('there is no role for members');
  for (const name of ['jsmith', 'grace', 'linus'])
    await client.people.create({ email: `${name}@example.org`, role: member });
  const attributes = { qualifiedName: connection, name: 'lake', connectorName: 'glue', adminUsers: ['ada'] };
  await client.entities.save([{ typeName: 'Connection', guid: '-1', attributes }]);
});
afterAll(async () => {
  await world.close();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clavis-apply-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function run(args: readonly string[], given: Surroundings & { token?: string } = {}): Promise<Outcome> {
  const { token = world.admin.tokenSecret, ...surroundings } = given;
  return runCommand(args, { CLAVIS_URL: url, CLAVIS_TOKEN: token }, surroundings);
}

async function apply(document: string, args: readonly string[] = [], given: Surroundings & { token?: string } = {}) {
  return run(['apply', '-f', '-', ...args], { ...given, input: document });
}

const team = `
  - name: data_team
    alias: Data Team
    description: who owns the warehouse
    members: [jsmith, grace]
`;
const readers = `
  - name: Sales readers
    description: what sales may read
    users: [linus]
    groups: [data_team]
    policies:
      - name: read sales
        actions: [persona-asset-read]
        connection: ${connection}
        resources: [${connection}/db/sales]
      - name: no wages
        effect: deny
        actions: [persona-asset-read]
        connection: ${connection}
        resources: [${connection}/db/sales/wages]
        enabled: false
`;
const etl = `
  - name: etl
    description: the nightly job
    role: read
    expiresIn: 30d
    personas: [Sales readers]
    scopes: { readOnly: true, connections: [${connection}] }
    networks: [127.0.0.0/8, 192.0.2.7]
    requestsPerMinute: 600
    responsible: ada
`;
const document = `
apiVersion: clavis/v1
groups: ${team}
connections:
  - qualifiedName: ${connection}
    admins: { users: [ada], groups: [data_team], tokens: [etl, bootstrap] }
personas: ${readers}
tokens: ${etl}
`;

/** Applies it and expects that to go well. */
async function applyWell(text: string, args: readonly string[] = []): Promise<Outcome> {
  const applied = await apply(text, ['--secrets', join(folder, 'secrets.jsonl'), ...args]);
  expect(applied).toMatchObject({ code: 0, err: '' });
  return applied;
}

async function planCode(text: string, args: readonly string[] = []): Promise<number> {
  const { code, err } = await apply(text, ['--plan', ...args]);
  expect(err).toBe('');
  return code;
}

interface Made {
  name: string;
  secret: string;
}

function secretsIn(file: string): Made[] {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Made);
}

async function persona(name: string) {
  const [found] = await collectAll(client.personas.list({ name }));
  if (found === undefined) throw new Error(`there is no persona ${name}`);
  return found;
}

describe('apply', () => {
  it('shows a plan, makes everything, and then finds nothing to do; what it made, works', async () => {
    const planned = await apply(document, ['--plan']);
    expect(planned.code).toBe(2);
    expect(planned.out).toContain('+ create API token `etl`');
    expect(planned.out).toContain('members: + grace, + jsmith');
    expect(planned.out).toContain('Plan: 5 to create, 1 to update, 0 to delete, 0 unchanged.');

    const applied = await applyWell(document);
    const secrets = join(folder, 'secrets.jsonl');
    expect(statSync(secrets).mode & 0o777).toBe(0o600);
    const [made] = secretsIn(secrets);
    expect(made?.name).toBe('etl');
    expect(applied.out).not.toContain(made?.secret);
    const own = new ClavisClient({ baseUrl: url, token: made?.secret });
    expect((await own.users.whoAmI()).personas.map(({ name }) => name)).toEqual(['Sales readers']);

    const policies = await collectAll(client.personas.policies({ persona: await persona('Sales readers') }));
    expect(policies.map(({ name, effect, isEnabled }) => [name, effect, isEnabled])).toEqual([
      ['no wages', 'deny', false],
      ['read sales', 'allow', true],
    ]);
    expect(await planCode(document)).toBe(0);
    expect((await apply(document)).out).toBe('Plan: 0 to create, 0 to update, 0 to delete, 6 unchanged.\n');

    const exported = await run(['export']);
    expect(exported).toMatchObject({ code: 0, err: '' });
    expect(exported.out).not.toContain(made?.secret);
    expect(await planCode(exported.out)).toBe(0);
    expect(await planCode((await run(['export', '--json'])).out)).toBe(0);
    expect((await run(['export'])).out).toBe(exported.out);
  });

  it('undoes what was changed by hand, and leaves alone what it does not speak of', async () => {
    await applyWell(document);
    const { id } = await client.tokens.get({ displayName: 'etl' });
    await client.tokens.governed.update(id, { requestsPerMinute: null, description: 'mine' }, { version: 'any' });
    const found = await persona('Sales readers');
    await client.personas.update(found, { users: ['linus', 'grace'], groups: [] });
    await client.personas.addReadPolicy(found, {
      ...{ name: 'by hand', connectionQualifiedName: connection, path: `${connection}/db/other` },
    });
    const drift = await apply(document, ['--plan']);
    expect(drift.code).toBe(2);
    expect(drift.out).toContain('Effect on personas and purposes that exist:');
    expect(drift.out).not.toContain('not known');
    expect(drift.out).toContain('users: - grace');
    expect(drift.out).toContain('groups: + data_team');
    expect(drift.out).toContain('requestsPerMinute: none -> 600');
    await applyWell(document);
    expect(await planCode(document)).toBe(0);
    expect((await persona('Sales readers')).users).toEqual(['linus']);
    expect((await collectAll(client.personas.policies({ persona: found }))).map(({ name }) => name)).toContain(
      'by hand',
    );

    // A document that speaks of one field changes one field.
    const one = 'apiVersion: clavis/v1\ntokens: [{ name: etl, requestsPerMinute: 60 }]\n';
    expect((await apply(one, ['--plan'])).out).toContain('Plan: 0 to create, 1 to update');
  });

  it('tells who would gain and lose how many assets, where the server counts it, and plans all the same where it does not', async () => {
    await applyWell(document);
    const [database, schema] = [`${connection}/db`, `${connection}/db/sales`];
    const shared = { connectionQualifiedName: connection, connectorName: 'glue' };
    await client.entities.save([
      { typeName: 'Database', guid: '-1', attributes: { ...shared, qualifiedName: database, name: 'db' } },
      {
        typeName: 'Schema',
        guid: '-2',
        attributes: {
          ...shared,
          qualifiedName: schema,
          name: 'sales',
          databaseQualifiedName: database,
          database: { typeName: 'Database', guid: '-1' },
        },
      },
    ]);
    const text = document.replace('users: [linus]', 'users: []');
    const planned = await apply(text, ['--plan']);
    expect(planned.out).toContain('  linus: lose 1 asset (asset.read 1)');
    expect((await apply(text, ['--plan', '--no-effects'])).out).not.toContain('Effect');
    const json = JSON.parse((await apply(text, ['--plan', '--json'])).out) as { effects: unknown };
    expect(json.effects).toMatchObject({ simulation: { totals: { losing: 1 } } });
  });

  it('switching a persona off and on again leaves each policy as it is declared', async () => {
    await applyWell(document);
    const off = document.replace('description: what sales may read', 'enabled: false');
    await applyWell(off);
    expect(await planCode(off)).toBe(0);
    await applyWell(document.replace('description: what sales may read', 'enabled: true'));
    const policies = await collectAll(client.personas.policies({ persona: await persona('Sales readers') }));
    expect(policies.find(({ name }) => name === 'no wages')?.isEnabled).toBe(false);
    expect(policies.find(({ name }) => name === 'read sales')?.isEnabled).toBe(true);
  });

  it('deletes only what it is asked to prune, says how much, and in a script wants to be told so', async () => {
    await applyWell(document);
    await applyWell('apiVersion: clavis/v1\ntokens: [{ name: spare }]\npersonas: [{ name: Spare }]\n');
    const without = document.replace(/ {6}- name: no wages[^]*enabled: false\n/, '');
    const all = 'policies,personas,tokens';
    const kept = without.replace('tokens: \n', 'tokens: \n  - name: bootstrap\n');
    expect(await planCode(kept)).toBe(0);

    const asked: string[] = [];
    const refused = await apply(kept, ['--prune', all]);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.err).toMatch(/this deletes .*1 API token.* nobody is here to ask: give --yes/);
    const declined = await apply(kept, ['--prune', all], { answer: 'n', onMessage: (text) => asked.push(text) });
    expect(declined.code).toBe(1);
    expect(declined.err).toContain('not applied');
    expect(await planCode(kept, ['--prune', all])).toBe(2);

    const pruned = await apply(kept, ['--prune', all, '--yes']);
    expect(pruned).toMatchObject({ code: 0, err: '' });
    expect(pruned.out).toContain('- delete persona `Spare`');
    expect(await client.tokens.find({ displayName: 'spare' })).toBeNull();
    expect(await client.personas.find('Spare')).toBeNull();
    const policies = await collectAll(client.personas.policies({ persona: await persona('Sales readers') }));
    expect(policies.map(({ name }) => name)).not.toContain('no wages');
    expect(await planCode(kept, ['--prune', all])).toBe(0);
  });
});

describe('what is refused', () => {
  const broken = document
    .replace('tokens: [etl, bootstrap]', 'tokens: [etl, bootstrap, second]')
    .replace('tokens: \n', 'tokens: \n  - name: second\n    scopes: { actions: [asset.rule-them-all] }\n');

  it('a refusal in the middle stops there, says what is done and what is not, and running again goes on', async () => {
    await applyWell(document);
    const secrets = join(folder, 'middle.jsonl');
    const text = broken.replace('  - name: second', '  - name: first\n  - name: second');
    const stopped = await apply(text, ['--secrets', secrets]);
    expect(stopped.code).toBe(1);
    expect(stopped.out).toContain('done: create API token `first`');
    expect(stopped.err).toContain('Stopped after 1 of 3 steps');
    expect(stopped.err).toContain('failed    create API token `second`');
    expect(stopped.err).toContain(`not done  change admins of connection \`${connection}\``);
    expect(stopped.err).toContain('unknown: `asset.rule-them-all`');
    expect(secretsIn(secrets).map(({ name }) => name)).toEqual(['first']);
    expect(await client.tokens.find({ displayName: 'second' })).toBeNull();

    await applyWell(text.replace('asset.rule-them-all', 'asset.read'), ['--secrets', secrets]);
    expect(secretsIn(secrets).map(({ name }) => name)).toEqual(['first', 'second']);
  });

  it('a persona is written whole or not at all, its members and all of its policies', async () => {
    const text = `apiVersion: clavis/v1\npersonas:\n${readers.replaceAll('Sales readers', 'Whole').replace('persona-asset-read]', 'persona-asset-read, no-such-action]')}`;
    const refused = await apply(text);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('no-such-action');
    expect(await client.personas.find('Whole')).toBeNull();
  });

  it('of who may not, in the words of the server, with nothing changed', async () => {
    const { token, secret } = await client.tokens.create({ displayName: 'weak', role: 'none' });
    const refused = await apply(document, [], { token: secret });
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('needs the workspace role');
    const { secret: half } = await client.tokens.create({ displayName: 'half', role: 'default' });
    const text = 'apiVersion: clavis/v1\ngroups: [{ name: night_shift }]\n';
    const stopped = await apply(text, ['--yes'], { token: half });
    expect(stopped.code).toBe(1);
    expect(stopped.err).toContain('`group.manage` needs the workspace role `admin`');
    expect(stopped.err).toContain('Stopped after 0 of 1 steps');
    expect(await client.groups.find({ name: 'night_shift' })).toBeNull();
    await client.tokens.delete(token.id);
  });

  it('a document with problems, before anything is sent', async () => {
    const refused = await apply('apiVersion: clavis/v1\ntokens: [{ nme: etl }]\n', [], { token: 'no-token-at-all' });
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain('`-` is refused with 2 problems; nothing was changed');
    expect(refused.err).toMatch(/-:2:12: tokens\[0\]\.nme: is not a known key/);
  });

  it('somebody else who is quicker is not overwritten', async () => {
    await applyWell(document);
    const text = document.replace('description: what sales may read', 'description: changed');
    const refused = await applyAsking(text, async () =>
      client.personas.update(await persona('Sales readers'), { users: ['grace'] }),
    );
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('persona `Sales readers` was changed by somebody else');
    expect((await persona('Sales readers')).users).toEqual(['grace']);
    const { id } = await client.tokens.get({ displayName: 'etl' });
    const late = await applyAsking(document.replace('the nightly job', 'changed').replace('[linus]', '[grace]'), () =>
      client.tokens.governed.update(id, { description: 'theirs' }, { version: 'any' }),
    );
    expect(late.code).toBe(1);
    expect(late.err).toContain('was changed meanwhile');
    expect((await client.tokens.get({ displayName: 'etl' })).description).toBe('theirs');
  });

  it('with --plan nothing but changes ends with 2', async () => {
    const outcomes = [
      await runCommand(['apply', '-f', '-', '--plan'], { CLAVIS_URL: url }, { input: document }),
      await run(['apply', '-f', join(folder, 'absent.yaml'), '--plan']),
      await apply('x: 1', ['--plan']),
    ];
    expect(outcomes.map(({ code }) => code)).toEqual([1, 1, 1]);
  });
});

/** Applies it with a person at the keyboard, to whose yes something happens first. */
async function applyAsking(text: string, meanwhile: () => Promise<unknown>): Promise<Outcome> {
  let [out, err] = ['', ''];
  const code = await runProgram(['apply', '-f', '-'], {
    io: {
      env: { CLAVIS_URL: url, CLAVIS_TOKEN: world.admin.tokenSecret },
      stdout: { write: (part) => void (out += part), isTTY: true },
      stderr: { write: (part) => void (err += part) },
      ask: async () => {
        await meanwhile();
        return 'y';
      },
      readInput: () => Promise.resolve(text),
      ...{ signal: new AbortController().signal, now: () => new Date(), wait: () => Promise.resolve() },
      ...{ platform: 'linux', openUrl: () => undefined },
    },
  });
  return { code, out, err };
}

describe('secrets of new API tokens', () => {
  const fresh = (name: string) => `apiVersion: clavis/v1\ntokens: [{ name: ${name} }]\n`;

  it('without a place for them nothing is made', async () => {
    const refused = await apply(fresh('homeless'), ['--yes']);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('--secrets <file>');
    expect(await client.tokens.find({ displayName: 'homeless' })).toBeNull();
  });

  it('are shown once to a person at a terminal', async () => {
    const applied = await applyAsking(fresh('shown'), () => Promise.resolve());
    expect(applied.code).toBe(0);
    const secret = /^ {2}(\S{40,})$/m.exec(applied.out)?.[1];
    const own = new ClavisClient({ baseUrl: url, token: secret });
    expect((await own.users.current()).username).toMatch(/^service-account-apikey-/);
  });

  it('do not go to a file that others can read, nor through a link, and nothing is made then', async () => {
    const open = join(folder, 'open.jsonl');
    writeFileSync(open, '');
    chmodSync(open, 0o644);
    const link = join(folder, 'link.jsonl');
    symlinkSync(join(folder, 'elsewhere.jsonl'), link);
    for (const file of [open, link, folder]) {
      const refused = await apply(fresh('careful'), ['--yes', '--secrets', file]);
      expect({ file, code: refused.code }).toEqual({ file, code: 2 });
    }
    expect(existsSync(join(folder, 'elsewhere.jsonl'))).toBe(false);
    expect(await client.tokens.find({ displayName: 'careful' })).toBeNull();
  });

  it('a token whose secret could not be kept is deleted again', async () => {
    const reading = readDocument(fresh('doomed'));
    if ('problems' in reading) throw new Error('the document is wrong');
    const workspace = await readWorkspace(client, scopeOf(reading.document));
    const planning = makePlan({ reading, workspace: workspace.workspace, prune: new Set() });
    if ('problems' in planning) throw new Error('the plan is refused');
    const keepSecret = () => Promise.reject(new Error('no space left'));
    const outcome = await applyPlan(client, { plan: planning.plan, reading: workspace }, { call: {}, keepSecret });
    expect(outcome.failure).toMatchObject({ message: 'no space left' });
    expect(await client.tokens.find({ displayName: 'doomed' })).toBeNull();
  });
});

describe('for programs', () => {
  it('--json gives the plan, and what came of it, as one document', async () => {
    await applyWell(document);
    const text = document.replace('the nightly job', 'the daily job');
    const planned = await apply(text, ['--plan', '--json']);
    expect(planned.code).toBe(2);
    expect(JSON.parse(planned.out)).toMatchObject({
      counts: { create: 0, update: 1, delete: 0 },
      changes: [
        { kind: 'token', name: 'etl', verb: 'update', fields: [{ field: 'description', to: 'the daily job' }] },
      ],
    });
    const applied = await apply(text, ['--json', '--secrets', join(folder, 's.jsonl')]);
    expect(JSON.parse(applied.out)).toMatchObject({ applied: true, done: ['update API token `etl`'], notDone: [] });
  });
});

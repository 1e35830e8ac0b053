import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  gatherFacts,
  hasCapability,
  decideAsset,
  type AccessFacts,
  type Capability,
} from '../../../src/access/index.ts';
import { findPrincipal, type Principal } from '../../../src/identity/index.ts';
import { actions, type AssetFacts } from '../../../src/policy/index.ts';
import { sql } from '../../../src/postgres/index.ts';
import { createSmallWorkspace, type SmallWorkspace, type TestToken } from '../../support/small-workspace.ts';

// Who made a token, and who answers for it, is history: whatever becomes of them changes nothing that is decided about it.

const connections = ['default/glue/1', 'default/glue/10', 'default/glue/a'];
const group = 'engineers';

let workspace: SmallWorkspace;
let maker: Principal;
let token: TestToken;

interface World {
  readonly role: 'none' | 'read' | 'default' | 'admin';
  readonly admins: readonly { readonly connection: string; readonly names: readonly string[] }[];
  readonly personas: readonly {
    readonly names: readonly string[];
    readonly effect: 'allow' | 'deny';
    readonly path: string;
    readonly words: readonly string[];
  }[];
}

/** Names stand for whoever they mean in the world: the token, its maker, a group of the maker, somebody else. */
const names = fc.subarray(['token', 'maker', 'group', 'other']);
const path = fc.constantFrom(...connections.flatMap((name) => [name, `${name}/db`, `${name}/db/t`]));
const words = fc.subarray(['persona-asset-read', 'persona-asset-update', 'persona-api-create', 'persona-api-delete']);

const world: fc.Arbitrary<World> = fc.record({
  role: fc.constantFrom('none', 'read', 'default', 'admin'),
  admins: fc.array(fc.record({ connection: fc.constantFrom(...connections), names }), { maxLength: 2 }),
  personas: fc.array(fc.record({ names, effect: fc.constantFrom('allow', 'allow', 'deny'), path, words }), {
    maxLength: 3,
  }),
});

async function put({ role, admins, personas }: World): Promise<void> {
  const { db } = workspace;
  for (const table of ['connection_admin', 'persona'] as const) await db.deleteFrom(table).execute();
  await db.updateTable('actor').set({ role }).where('id', '=', token.record.actorId).execute();
  for (const { connection, names: listed } of admins) await putAdmins(connection, listed);
  for (const persona of personas) await putPersona(persona);
}

const usernameOf = (name: string): string => (name === 'token' ? token.record.username : name);

async function putAdmins(connection: string, listed: readonly string[]): Promise<void> {
  await workspace.db.deleteFrom('connection_admin').where('qualified_name', '=', connection).execute();
  await workspace.saveConnection({
    qualifiedName: connection,
    adminUsers: ['other', ...listed.filter((name) => name !== 'group').map(usernameOf)],
    adminGroups: listed.includes('group') ? [group] : [],
  });
}

async function putPersona({ names: listed, effect, path: at, words: wireActions }: World['personas'][number]) {
  const users = listed.filter((name) => name === 'maker' || name === 'other');
  const groups = listed.includes('group') ? [group] : [];
  const { guid } = await workspace.savePersona({ name: 'P', users, groups });
  if (listed.includes('token')) await workspace.linkToken(guid, token);
  await workspace.savePolicy({ personaGuid: guid, effect, resources: [`entity:${at}`], actions: wireActions });
}

/** Each way in which things can change for the one who made the token. */
const changes: Readonly<Record<string, (among: World) => Promise<unknown>>> = {
  promoted: () => setMaker({ role: 'admin' }),
  demoted: () => setMaker({ role: 'guest' }),
  disabled: () => setMaker({ state: 'disabled' }),
  'put into a group': () =>
    sql`INSERT INTO user_group_member (group_id, actor_id)
      SELECT id, ${maker.actorId} FROM user_group WHERE name = ${group} ON CONFLICT DO NOTHING`.execute(workspace.db),
  'made connection admin': async () => {
    for (const connection of connections) await putMakerAsAdmin(connection);
  },
  'put into a persona': () =>
    putPersona({ names: ['maker'], effect: 'allow', path: connections[0] ?? '', words: ['persona-asset-read'] }),
  denied: () =>
    putPersona({ names: ['maker'], effect: 'deny', path: connections[0] ?? '', words: ['persona-asset-read'] }),
  'relieved of the token': () => sql`UPDATE api_token SET responsible_actor_id = NULL`.execute(workspace.db),
  removed: () => setMaker({ state: 'deleted' }),
};

function setMaker(values: { role?: 'admin' | 'guest'; state?: 'active' | 'disabled' | 'deleted' }) {
  return workspace.db.updateTable('actor').set(values).where('id', '=', maker.actorId).execute();
}

async function putMakerAsAdmin(connection: string): Promise<void> {
  await sql`INSERT INTO connection_admin (connection_guid, qualified_name, subject_kind, subject)
    SELECT connection_guid, qualified_name, 'actor', 'maker' FROM connection_admin WHERE qualified_name = ${connection}
    ON CONFLICT DO NOTHING`.execute(workspace.db);
}

async function resetMaker(): Promise<void> {
  await setMaker({ role: 'admin', state: 'active' });
  await workspace.db.deleteFrom('user_group_member').execute();
  await sql`UPDATE api_token SET responsible_actor_id = ${maker.actorId}`.execute(workspace.db);
}

const assets: readonly AssetFacts[] = connections.flatMap((connection) =>
  ['', '/db', '/db/t'].map((tail) => ({
    qualifiedName: connection + tail,
    typeName: tail === '' ? 'Connection' : 'Table',
    superTypes: ['Asset'],
    connectionQualifiedName: connection,
    createdBy: 'maker',
    tagNames: [],
    glossaryQualifiedName: null,
  })),
);

const capabilities: readonly Capability[] = [
  'token.read',
  'token.manage',
  'user.read',
  'workflow.submit',
  'persona.read',
];

type Gather = (principal: Principal) => Promise<AccessFacts>;

/** Every decision about the token as of this moment, for all assets and actions, and every capability. */
async function decisions(gather: Gather): Promise<string> {
  const now = await findPrincipal(workspace.db, token.record.actorId);
  if (now === null) throw new Error('the token is there');
  const facts = await gather(now.principal);
  const held = capabilities.filter((capability) => hasCapability(facts.principal, capability));
  const allowed = assets.flatMap((asset) => actions.map((action) => decideAsset(facts, action, asset).effect));
  return JSON.stringify([now.state, facts.principal.role, held, allowed]);
}

/** The changes after which something was decided otherwise, over one world. */
async function differences(among: World, gather: Gather): Promise<string[]> {
  await resetMaker();
  await put(among);
  const before = await decisions(gather);
  const different: string[] = [];
  for (const [name, change] of Object.entries(changes)) {
    await change(among);
    if ((await decisions(gather)) !== before) different.push(name);
  }
  return different;
}

const timeoutMs = 3_600_000;

/** T05: no decision about a token changes with what becomes of its maker. */
export function describeTokenCreator({ worlds }: { readonly worlds: number }): void {
  beforeAll(async () => {
    workspace = await createSmallWorkspace();
    maker = await workspace.addUser('maker', 'admin');
    await workspace.addUser('other', 'member');
    token = await workspace.addToken('made', 'default');
    await workspace.addGroup(group, []);
    await sql`UPDATE actor SET created_by = 'maker' WHERE id = ${token.record.actorId}`.execute(workspace.db);
    await sql`UPDATE api_token SET responsible_actor_id = ${maker.actorId}`.execute(workspace.db);
  });
  afterAll(() => workspace.close());

  describe('the creator of a token', () => {
    it(
      `changes nothing that is decided about it, whatever becomes of them: ${String(worlds)} worlds, 9 changes each`,
      async () => {
        await fc.assert(
          fc.asyncProperty(world, async (among) => {
            expect(await differences(among, (principal) => gatherFacts(workspace.db, principal))).toEqual([]);
          }),
          { numRuns: worlds, endOnFailure: true },
        );
      },
      timeoutMs,
    );

    it(
      'negative control: a decision that looks at the creator too is found out',
      async () => {
        const inheriting: Gather = async (principal) => {
          const own = await gatherFacts(workspace.db, principal);
          const inherited = await gatherFacts(workspace.db, maker);
          return { ...own, policies: [...own.policies, ...inherited.policies] };
        };
        const sample = fc.sample(world, { numRuns: 10, seed: 1 });
        const found = new Set<string>();
        for (const among of sample) for (const name of await differences(among, inheriting)) found.add(name);
        expect(found.size).toBeGreaterThan(0);
      },
      timeoutMs,
    );
  });
}

import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSmallWorkspace, type SmallWorkspace } from '../../test/support/small-workspace.ts';
import { newGuid } from '../foundation/index.ts';
import { rolesOf, type Principal } from '../identity/index.ts';
import { actions, matches, type Action, type AssetFacts } from '../policy/index.ts';
import { assetCondition, decideAsset } from './decide-asset.ts';
import { gatherFacts } from './gather-facts.ts';

// The same rights written a second time, as plainly as they can be said, over the world as a person would describe it:
// segments instead of prefixes, wire words instead of actions, no conditions. Both must agree on every small world.

const connectionNames = ['default/glue/1', 'default/glue/10', 'default/glue/a'];
const tails = ['', '/a', '/a/b', '/ab', '/%', '/a/*'];
const wireWords: Readonly<Record<Action, string>> = {
  'asset.read': 'persona-asset-read',
  'asset.create': 'persona-api-create',
  'asset.update': 'persona-asset-update',
  'asset.delete': 'persona-api-delete',
};
const groupNames = ['g1', 'ann'];

interface WorldPolicy {
  readonly effect: 'allow' | 'deny';
  readonly words: readonly string[];
  readonly connection: string;
  readonly paths: readonly string[];
  readonly types: readonly string[];
  readonly enabled: boolean;
}

interface WorldPersona {
  readonly enabled: boolean;
  /** Usernames of people and tokens, and names of groups. */
  readonly names: readonly string[];
  readonly groups: readonly string[];
  readonly policies: readonly WorldPolicy[];
}

interface World {
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly admins: readonly {
    readonly names: readonly string[];
    readonly groups: readonly string[];
    readonly roles: readonly string[];
  }[];
  readonly personas: readonly WorldPersona[];
}

let workspace: SmallWorkspace;
let people: Principal[];

beforeAll(async () => {
  workspace = await createSmallWorkspace();
  people = [
    await workspace.addUser('ann', 'member'),
    await workspace.addUser('g1', 'admin'),
    await workspace.addUser('eve', 'guest'),
    (await workspace.addToken('t', 'default')).principal,
    (await workspace.addToken('n', 'none')).principal,
  ];
});

afterAll(() => workspace.close());

const someNames = () => fc.subarray(people.map(({ username }) => username));

const policy: fc.Arbitrary<WorldPolicy> = fc.constantFrom(...connectionNames).chain((connection) =>
  fc.record({
    effect: fc.constantFrom('allow', 'allow', 'deny'),
    words: fc.subarray([...Object.values(wireWords), 'persona-add-terms']),
    connection: fc.constant(connection),
    paths: fc.subarray(tails.map((tail) => connection + tail)),
    types: fc.oneof(fc.constant([]), fc.subarray(['Table', 'SQL', 'Persona'])),
    enabled: fc.constantFrom(true, true, false),
  }),
);

function world(): fc.Arbitrary<World> {
  const users = people.filter(({ kind }) => kind === 'user').map(({ username }) => username);
  const roleNames = ['$admin', '$member', '$guest', '$api-token-default-access'];
  return fc.record({
    groups: fc.record(Object.fromEntries(groupNames.map((name) => [name, fc.subarray(users)]))),
    admins: fc.tuple(
      ...connectionNames.map(() =>
        fc.record({
          names: someNames(),
          groups: fc.subarray(groupNames),
          roles: fc.subarray(roleNames, { maxLength: 1 }),
        }),
      ),
    ),
    personas: fc.array(
      fc.record({
        enabled: fc.constantFrom(true, true, false),
        names: someNames(),
        groups: fc.subarray(groupNames),
        policies: fc.array(policy, { maxLength: 3 }),
      }),
      { maxLength: 2 },
    ),
  });
}

const asset: fc.Arbitrary<AssetFacts> = fc
  .record({
    qualifiedName: fc.oneof(
      fc.tuple(fc.constantFrom(...connectionNames), fc.constantFrom(...tails)).map((parts) => parts.join('')),
      fc.constantFrom('default/collection/ann/c', 'default/collection/g1/c', 'default/glue', 'x'),
    ),
    typeName: fc.constantFrom('Table', 'Connection', 'AtlasGlossaryTerm', 'Persona', 'Collection'),
    connectionQualifiedName: fc.constantFrom(null, ...connectionNames),
    createdBy: fc.constantFrom('ann', 'g1'),
  })
  .map((facts) => ({ ...facts, superTypes: superTypesOf(facts.typeName) }));

function superTypesOf(typeName: string): string[] {
  if (typeName === 'Table') return ['SQL', 'Asset'];
  return typeName === 'Collection' ? ['Namespace', 'Asset'] : ['Asset'];
}

function covers(path: string, qualifiedName: string): boolean {
  const wanted = path.split('/');
  const childrenOnly = wanted.at(-1) === '*';
  if (childrenOnly) wanted.pop();
  const given = qualifiedName.split('/');
  const longEnough = childrenOnly ? given.length > wanted.length : given.length >= wanted.length;
  return longEnough && wanted.every((segment, at) => segment === given[at]);
}

interface Question {
  readonly who: Principal;
  readonly action: Action;
  readonly on: AssetFacts;
}

function isListed(
  among: World,
  who: Principal,
  { names, groups }: { names: readonly string[]; groups: readonly string[] },
): boolean {
  return names.includes(who.username) || groups.some((group) => among.groups[group]?.includes(who.username));
}

function policySays({ action, on }: Question, { words, paths, types, enabled }: WorldPolicy): boolean {
  if (!enabled || !words.includes(wireWords[action])) return false;
  const typeFits = types.length === 0 || [on.typeName, ...on.superTypes].some((name) => types.includes(name));
  return typeFits && paths.some((path) => covers(path, on.qualifiedName));
}

function roleSays({ who, action, on }: Question): boolean {
  const governs = who.role === 'admin' || who.role === 'default';
  if (on.typeName === 'AtlasGlossaryTerm') return governs || (who.role !== 'none' && action === 'asset.read');
  if (on.typeName === 'Persona') return governs;
  if (on.typeName === 'Connection') return governs && action === 'asset.create';
  if (on.typeName !== 'Collection' || !covers(`default/collection/${who.username}`, on.qualifiedName)) return false;
  return who.role !== 'none' || action === 'asset.read';
}

function mayBySaying(among: World, question: Question): boolean {
  const { who, action, on } = question;
  const held = among.personas
    .filter((persona) => persona.enabled && isListed(among, who, persona))
    .flatMap(({ policies }) => policies.filter((one) => policySays(question, one)));
  if (held.some(({ effect }) => effect === 'deny')) return false;
  if (who.role === 'guest' && action !== 'asset.read') return false;
  const ownRoles = rolesOf(who).map(({ name }) => name);
  const administers = among.admins.some(
    (lists, at) =>
      covers(connectionNames[at] ?? '', on.qualifiedName) &&
      (isListed(among, who, lists) || lists.roles.some((role) => ownRoles.includes(role))),
  );
  return held.length > 0 || administers || roleSays(question);
}

async function put(among: World): Promise<void> {
  const { db } = workspace;
  for (const table of ['connection_admin', 'persona', 'user_group'] as const) await db.deleteFrom(table).execute();
  for (const [name, members] of Object.entries(among.groups)) {
    await workspace.addGroup(
      name,
      people.filter(({ username }) => members.includes(username)),
    );
  }
  const roles = await db.selectFrom('role').select(['id', 'name']).execute();
  const admins = among.admins.flatMap((lists, at) => {
    const connection = { connection_guid: newGuid(), qualified_name: connectionNames[at] ?? '' };
    return [
      ...lists.names.map((subject) => ({ ...connection, subject_kind: 'actor' as const, subject })),
      ...lists.groups.map((subject) => ({ ...connection, subject_kind: 'group' as const, subject })),
      ...roles
        .filter(({ name }) => lists.roles.includes(name))
        .map(({ id }) => ({ ...connection, subject_kind: 'role' as const, subject: id })),
    ];
  });
  if (admins.length > 0) await db.insertInto('connection_admin').values(admins).execute();
  for (const persona of among.personas) await putPersona(persona);
}

async function putPersona({ names, groups, policies, enabled }: WorldPersona): Promise<void> {
  const tokens = people.filter(({ kind, username }) => kind === 'token' && names.includes(username));
  const users = names.filter((name) => !tokens.some(({ username }) => username === name));
  const { guid } = await workspace.savePersona({ name: 'P', enabled, users, groups });
  for (const { username: subject } of tokens) {
    await workspace.db
      .insertInto('persona_member')
      .values({ persona_guid: guid, subject_kind: 'token', subject })
      .execute();
  }
  if (policies.length === 0) return;
  const rows = policies.map((one, at) => ({
    guid: newGuid(),
    persona_guid: guid,
    name: String(at),
    effect: one.effect,
    actions: [...one.words],
    paths: [...one.paths],
    entity_types: [...one.types],
    connection_qualified_name: one.connection,
    enabled: one.enabled,
  }));
  await workspace.db.insertInto('policy').values(rows).execute();
}

test('what is gathered and decided, for one asset and for a list, is what the plain rules say', async () => {
  await fc.assert(
    fc.asyncProperty(world(), fc.array(asset, { minLength: 12, maxLength: 20 }), async (among, assets) => {
      await put(among);
      for (const who of people) {
        const facts = await gatherFacts(workspace.db, who);
        for (const action of actions) {
          const condition = assetCondition(facts, action);
          const decided = assets.map((on) => decideAsset(facts, action, on).effect === 'allow');
          expect(decided).toEqual(assets.map((on) => mayBySaying(among, { who, action, on })));
          expect(assets.map((on) => matches(condition, on))).toEqual(decided);
        }
      }
    }),
    { numRuns: 150, endOnFailure: false },
  );
});

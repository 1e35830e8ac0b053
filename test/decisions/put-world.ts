import { newGuid } from '../../src/foundation/index.ts';
import type { Principal } from '../../src/identity/index.ts';
import { sql, transact, type Tx } from '../../src/postgres/index.ts';
import type { SmallWorkspace } from '../support/small-workspace.ts';
import { connectionNames, type Listed, type World, type WorldPersona, type WorldPolicy } from './access-world.ts';

/** The people a world is about, in the database that it is put into. */
export interface Stage {
  readonly workspace: SmallWorkspace;
  readonly people: readonly Principal[];
}

/** A database with three people and three tokens, two of which may have a ceiling, and no rights yet. */
export async function openStage(createWorkspace: () => Promise<SmallWorkspace>): Promise<Stage> {
  const workspace = await createWorkspace();
  const people = [
    await workspace.addUser('ann', 'member'),
    await workspace.addUser('g1', 'admin'),
    await workspace.addUser('eve', 'guest'),
    (await workspace.addToken('t', 'default')).principal,
    (await workspace.addToken('n', 'none')).principal,
  ];
  return { workspace, people };
}

interface Named {
  readonly subject_kind: 'actor' | 'group';
  readonly subject: string;
}

function namesOf({ names, groups }: Listed): Named[] {
  return [
    ...names.map((subject): Named => ({ subject_kind: 'actor', subject })),
    ...groups.map((subject): Named => ({ subject_kind: 'group', subject })),
  ];
}

async function putGroups(tx: Tx, people: readonly Principal[], { groups }: World): Promise<void> {
  for (const [name, members] of Object.entries(groups)) {
    const id = newGuid();
    const made = { id, name, alias: name, created_by: 'somebody', updated_by: 'somebody' };
    await tx.insertInto('user_group').values(made).execute();
    const rows = people
      .filter(({ username }) => members.includes(username))
      .map(({ actorId }) => ({ group_id: id, actor_id: actorId }));
    if (rows.length > 0) await tx.insertInto('user_group_member').values(rows).execute();
  }
}

async function putAdmins(tx: Tx, { admins }: World): Promise<void> {
  const roles = await tx.selectFrom('role').select(['id', 'name']).execute();
  const rows = admins.flatMap((lists, at) => {
    const connection = { connection_guid: newGuid(), qualified_name: connectionNames[at] ?? '' };
    const held = roles.filter(({ name }) => lists.roles.includes(name));
    return [
      ...namesOf(lists).map((named) => ({ ...connection, ...named })),
      ...held.map(({ id: subject }) => ({ ...connection, subject_kind: 'role' as const, subject })),
    ];
  });
  if (rows.length > 0) await tx.insertInto('connection_admin').values(rows).execute();
}

type StoredHalf = Pick<WorldPolicy, 'category' | 'effect' | 'words' | 'enabled'>;

function policyRow({ category, effect, words, enabled }: StoredHalf) {
  const guid = newGuid();
  const mask = effect === 'mask' ? 'MASK_HASH' : null;
  return { guid, name: guid, category, effect, mask, actions: [...words], enabled };
}

async function putPersona(tx: Tx, people: readonly Principal[], persona: WorldPersona): Promise<void> {
  const { names, groups, policies, enabled } = persona;
  const guid = newGuid();
  await tx.insertInto('persona').values({ guid, qualified_name: guid, name: 'P', enabled }).execute();
  const members = [
    ...people
      .filter(({ username }) => names.includes(username))
      .map(({ kind, username }) => ({ subject_kind: kind, subject: username })),
    ...groups.map((subject) => ({ subject_kind: 'group' as const, subject })),
  ].map((member) => ({ persona_guid: guid, ...member }));
  if (members.length > 0) await tx.insertInto('persona_member').values(members).execute();
  const rows = policies.map((policy) => ({
    ...policyRow(policy),
    persona_guid: guid,
    paths: [...policy.paths],
    entity_types: [...policy.types],
    connection_qualified_name: policy.connection,
  }));
  if (rows.length > 0) await tx.insertInto('policy').values(rows).execute();
}

async function putPurposes(tx: Tx, { purposes }: World): Promise<void> {
  for (const { enabled, tags, policies } of purposes) {
    const guid = newGuid();
    const purpose = { guid, qualified_name: guid, name: 'U', enabled, tag_names: [...tags].sort() };
    await tx.insertInto('purpose').values(purpose).execute();
    for (const policy of policies) {
      const row = { ...policyRow(policy), purpose_guid: guid, paths: [], entity_types: [] };
      await tx.insertInto('policy').values(row).execute();
      const audience = namesOf(policy).map((named) => ({ policy_guid: row.guid, ...named }));
      if (audience.length > 0) await tx.insertInto('policy_audience').values(audience).execute();
    }
  }
}

async function putCollections(tx: Tx, { collections }: World): Promise<void> {
  const rows = collections.flatMap(({ name, editors, viewers }) => {
    const collection = { collection_guid: newGuid(), qualified_name: name };
    return [
      ...namesOf(editors).map((named) => ({ ...collection, level: 'editor' as const, ...named })),
      ...namesOf(viewers).map((named) => ({ ...collection, level: 'viewer' as const, ...named })),
    ];
  });
  if (rows.length > 0) await tx.insertInto('collection_member').values(rows).execute();
}

async function putScopes(tx: Tx, people: readonly Principal[], { scopes }: World): Promise<void> {
  for (const { actorId, username, kind } of people) {
    if (kind !== 'token') continue;
    const ceiling = JSON.stringify(scopes[username] ?? null);
    await sql`UPDATE api_token SET scopes = nullif(${ceiling}::jsonb, 'null') WHERE actor_id = ${actorId}`.execute(tx);
  }
}

/** Makes the database say what the world does, and nothing else; past the operations, which would refuse half of it. */
export async function putWorld({ workspace, people }: Stage, among: World): Promise<void> {
  await transact(workspace.db, async (tx) => {
    for (const table of ['connection_admin', 'persona', 'purpose', 'collection_member', 'user_group'] as const) {
      await tx.deleteFrom(table).execute();
    }
    await putGroups(tx, people, among);
    await putAdmins(tx, among);
    for (const persona of among.personas) await putPersona(tx, people, persona);
    await putPurposes(tx, among);
    await putCollections(tx, among);
    await putScopes(tx, people, among);
  });
}

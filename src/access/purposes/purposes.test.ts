import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSmallWorkspace, type SmallWorkspace, type TestToken } from '../../../test/support/small-workspace.ts';
import { newGuid } from '../../foundation/index.ts';
import { type Principal } from '../../identity/index.ts';
import { type AssetFacts } from '../../policy/index.ts';
import { createGroup } from '../people/change-groups.ts';
import { decideAsset } from '../decide-asset.ts';
import { gatherFacts } from '../gather-facts.ts';

let workspace: SmallWorkspace;
let admin: Principal;
let ann: Principal;
let bob: Principal;
let token: TestToken;

beforeAll(async () => {
  workspace = await createSmallWorkspace();
  admin = await workspace.addUser('boss', 'admin');
  ann = await workspace.addUser('ann', 'member');
  bob = await workspace.addUser('bob', 'member');
  token = await workspace.addToken('robot', 'none');
  await workspace.addGroup('stewards', [bob]);
});
afterAll(() => workspace.close());

let tags = 0;
function newTag(): string {
  tags += 1;
  return `tag${String(tags)}`;
}

function tagged(...tagNames: readonly string[]): AssetFacts {
  return {
    ...{
      qualifiedName: 'default/snow/1/t',
      typeName: 'Table',
      superTypes: [],
      connectionQualifiedName: 'default/snow/1',
    },
    ...{ createdBy: 'somebody', tagNames, glossaryQualifiedName: null },
  };
}

async function mayRead(principal: Principal, ...tagNames: readonly string[]): Promise<boolean> {
  const facts = await gatherFacts(workspace.db, principal);
  return decideAsset(facts, 'asset.read', tagged(...tagNames)).effect === 'allow';
}

describe('a purpose', () => {
  test('has tags of its own: the same set is refused in any order, a larger one is another', async () => {
    const [one, two, three] = [newTag(), newTag(), newTag()];
    const first = await workspace.savePurpose({ name: 'First', tagNames: [one, two] });
    await expect(workspace.savePurpose({ tagNames: [two, one, two] })).rejects.toMatchObject({
      code: 'already_exists',
      message: 'the purpose `First` already has exactly these tags',
    });
    const larger = await workspace.savePurpose({ tagNames: [one, two, three] });
    await workspace.savePurpose({ ...first, name: 'Renamed' });
    await expect(workspace.savePurpose({ ...larger, tagNames: [one, two] })).rejects.toMatchObject({
      code: 'already_exists',
    });
  });

  test('without a tag is refused', async () => {
    await expect(workspace.savePurpose({ tagNames: [] })).rejects.toMatchObject({ code: 'policy_invalid' });
  });

  test('that is switched off takes its policies along, and they come back with it', async () => {
    const tag = newTag();
    const purpose = await workspace.savePurpose({ tagNames: [tag] });
    await workspace.savePurposePolicy({ purposeGuid: purpose.guid });
    for (const enabled of [false, true]) {
      await workspace.savePurpose({ ...purpose, enabled });
      expect(await mayRead(ann, tag)).toBe(enabled);
    }
  });

  test('that gets other tags speaks of them from the next call on', async () => {
    const [before, after] = [newTag(), newTag()];
    const purpose = await workspace.savePurpose({ tagNames: [before] });
    await workspace.savePurposePolicy({ purposeGuid: purpose.guid });
    expect([await mayRead(ann, before), await mayRead(ann, after)]).toEqual([true, false]);
    await workspace.savePurpose({ ...purpose, tagNames: [after] });
    expect([await mayRead(ann, before), await mayRead(ann, after)]).toEqual([false, true]);
  });

  test('that is forgotten takes its policies and their audience along', async () => {
    const tag = newTag();
    const purpose = await workspace.savePurpose({ tagNames: [tag] });
    const policy = await workspace.savePurposePolicy({ purposeGuid: purpose.guid });
    await workspace.forget([purpose.guid]);
    expect(await mayRead(ann, tag)).toBe(false);
    const left = await workspace.db
      .selectFrom('policy_audience')
      .select('subject')
      .where('policy_guid', '=', policy.guid)
      .execute();
    expect(left).toEqual([]);
  });
});

describe('the audience of a policy', () => {
  const audiences = [
    ['everybody, tokens included', { users: [], groups: ['public'] }, ['ann', 'bob', 'token', 'boss']],
    ['a user', { users: ['ann'], groups: [] }, ['ann']],
    ['a group', { users: [], groups: ['stewards'] }, ['bob']],
    ['a user and a group', { users: ['ann'], groups: ['stewards'] }, ['ann', 'bob']],
    ['an api token, by its username', { users: ['token'], groups: [] }, ['token']],
  ] as const;
  test.each(audiences)('is %s', async (_promise, { users, groups }, expected) => {
    const tag = newTag();
    const { guid: purposeGuid } = await workspace.savePurpose({ tagNames: [tag] });
    const named = users.map((name) => (name === 'token' ? token.principal.username : name));
    await workspace.savePurposePolicy({ purposeGuid, audience: { users: named, groups } });
    const everyone = { ann, bob, token: token.principal, boss: admin };
    const readers: string[] = [];
    for (const [name, principal] of Object.entries(everyone)) if (await mayRead(principal, tag)) readers.push(name);
    expect(readers).toEqual(expected);
  });

  test('is judged by what is on the asset, whichever of the tags it is', async () => {
    const [one, two] = [newTag(), newTag()];
    const { guid: purposeGuid } = await workspace.savePurpose({ tagNames: [one, two] });
    await workspace.savePurposePolicy({ purposeGuid });
    expect([await mayRead(ann, one), await mayRead(ann, 'x', two), await mayRead(ann, one.toUpperCase())]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('must be somebody, and somebody who exists', async () => {
    const { guid: purposeGuid } = await workspace.savePurpose({ tagNames: [newTag()] });
    const save = (users: readonly string[], groups: readonly string[]) =>
      workspace.savePurposePolicy({ purposeGuid, audience: { users, groups } });
    await expect(save([], [])).rejects.toMatchObject({ code: 'policy_invalid' });
    await expect(save(['ann', 'zoe', 'stewards'], ['ghosts', 'Public', 'stewards'])).rejects.toMatchObject({
      code: 'field_invalid',
      details: [
        { path: 'attributes.policyUsers', message: 'there is no user, api token or OAuth client `zoe`' },
        { path: 'attributes.policyUsers', message: 'there is no user, api token or OAuth client `stewards`' },
        { path: 'attributes.policyGroups', message: 'there is no group `ghosts`; `public` is everybody' },
        { path: 'attributes.policyGroups', message: 'there is no group `Public`; `public` is everybody' },
      ],
    });
  });

  test('changes with the policy, and never becomes nobody by a save', async () => {
    const tag = newTag();
    const { guid: purposeGuid } = await workspace.savePurpose({ tagNames: [tag] });
    const policy = await workspace.savePurposePolicy({ purposeGuid, audience: { users: ['ann'], groups: [] } });
    await workspace.savePurposePolicy({ ...policy, audience: { users: ['bob'], groups: [] } });
    expect([await mayRead(ann, tag), await mayRead(bob, tag)]).toEqual([false, true]);
    await expect(workspace.savePurposePolicy({ ...policy, audience: { users: [], groups: [] } })).rejects.toMatchObject(
      {
        code: 'policy_invalid',
      },
    );
  });

  test('knows `public` as everybody and no group of that name, which nobody can make', async () => {
    const { db, clock } = workspace;
    await expect(createGroup({ db, clock }, admin, { name: 'public', userIds: [] })).rejects.toMatchObject({
      code: 'field_invalid',
    });
  });
});

describe('a policy of a purpose', () => {
  test('may share its name with another of the same purpose', async () => {
    const { guid: purposeGuid } = await workspace.savePurpose({ tagNames: [newTag()] });
    await workspace.savePurposePolicy({ purposeGuid, name: 'same' });
    await workspace.savePurposePolicy({ purposeGuid, name: 'same' });
  });

  test('without its purpose, or moved to another, is refused', async () => {
    await expect(workspace.savePurposePolicy({ purposeGuid: newGuid() })).rejects.toMatchObject({
      code: 'reference_unresolved',
    });
    const one = await workspace.savePurpose({ tagNames: [newTag()] });
    const two = await workspace.savePurpose({ tagNames: [newTag()] });
    const policy = await workspace.savePurposePolicy({ purposeGuid: one.guid });
    await expect(workspace.savePurposePolicy({ ...policy, purposeGuid: two.guid })).rejects.toMatchObject({
      code: 'operation_unsupported',
    });
  });

  test('that denies beats what a persona allows, and one that masks only says how rows look', async () => {
    const tag = newTag();
    const carl = await workspace.addUser('carl', 'member');
    const persona = await workspace.savePersona({ name: 'Reads snow', users: ['carl'] });
    await workspace.savePolicy({ personaGuid: persona.guid, resources: ['entity:default/snow/1'] });
    const data = { category: 'data', actions: ['select'] } as const;
    await workspace.savePolicy({ personaGuid: persona.guid, resources: ['entity:default/snow/1'], ...data });
    const { guid: purposeGuid } = await workspace.savePurpose({ tagNames: [tag] });
    const mask = await workspace.savePurposePolicy({ purposeGuid, ...data, effect: 'mask', mask: 'MASK_SHOW_LAST_4' });
    const decide = async (action: 'asset.read' | 'data.select') =>
      decideAsset(await gatherFacts(workspace.db, carl), action, tagged(tag));
    expect(await decide('data.select')).toMatchObject({
      effect: 'allow',
      masks: [{ id: mask.guid, mask: 'MASK_SHOW_LAST_4' }],
    });
    const deny = await workspace.savePurposePolicy({ purposeGuid, effect: 'deny' });
    expect(await decide('asset.read')).toMatchObject({ stage: 'deny', by: [deny.guid] });
    expect(await decide('data.select')).toMatchObject({ effect: 'allow' });
  });
});

describe('how many policies may apply to one actor', () => {
  async function fill(purposeGuid: string, count: number, subject: { kind: 'actor' | 'group'; name: string }) {
    const guids = Array.from({ length: count }, () => newGuid());
    const bare = { category: 'metadata', effect: 'allow', actions: [], paths: [], entity_types: [] } as const;
    await workspace.db
      .insertInto('policy')
      .values(
        guids.map((guid) => ({
          guid,
          purpose_guid: purposeGuid,
          name: guid,
          ...bare,
          actions: [],
          paths: [],
          entity_types: [],
        })),
      )
      .execute();
    await workspace.db
      .insertInto('policy_audience')
      .values(guids.map((guid) => ({ policy_guid: guid, subject_kind: subject.kind, subject: subject.name })))
      .execute();
  }

  test('counts those of purposes with those of personas, each once, and says how many', async () => {
    const dora = await workspace.addUser('dora', 'member');
    await workspace.addGroup('dancers', [dora]);
    const { guid: purposeGuid } = await workspace.savePurpose({ tagNames: [newTag()] });
    await fill(purposeGuid, 300, { kind: 'actor', name: 'dora' });
    await fill(purposeGuid, 198, { kind: 'group', name: 'dancers' });
    const both = { users: ['dora'], groups: ['dancers'] };
    const shared = await workspace.db
      .selectFrom('policy_audience')
      .select('policy_guid')
      .where('subject', '=', 'public')
      .execute();
    const room = 500 - 498 - shared.length;
    expect(room).toBeLessThan(1);
    await expect(workspace.savePurposePolicy({ purposeGuid, audience: both })).rejects.toThrow(
      `\`dora\` would hold ${String(499 + shared.length)} policies; at most 500 are accepted`,
    );
    await workspace.forget([purposeGuid]);
  });

  test('a policy that reaches somebody by two names counts once', async () => {
    const emil = await workspace.addUser('emil', 'member');
    await workspace.addGroup('eagles', [emil]);
    const { guid: purposeGuid } = await workspace.savePurpose({ tagNames: [newTag()] });
    const shared = await workspace.db
      .selectFrom('policy_audience')
      .select('policy_guid')
      .where('subject', '=', 'public')
      .execute();
    await fill(purposeGuid, 499 - shared.length, { kind: 'actor', name: 'emil' });
    const audience = { users: ['emil'], groups: ['eagles'] };
    await workspace.savePurposePolicy({ purposeGuid, audience });
    await expect(workspace.savePurposePolicy({ purposeGuid, audience })).rejects.toThrow(
      '`emil` would hold 501 policies',
    );
    const persona = await workspace.savePersona({ name: 'Emils', groups: ['eagles'] });
    await expect(
      workspace.savePolicy({ personaGuid: persona.guid, resources: ['entity:default/glue/1'] }),
    ).rejects.toThrow('`emil` would hold 501 policies');
    await workspace.forget([purposeGuid, persona.guid]);
  });

  test('one for everybody is refused when it is too much for anybody', async () => {
    await workspace.addUser('fay', 'member');
    const { guid: purposeGuid } = await workspace.savePurpose({ tagNames: [newTag()] });
    const shared = await workspace.db
      .selectFrom('policy_audience')
      .select('policy_guid')
      .where('subject', '=', 'public')
      .execute();
    await fill(purposeGuid, 500 - shared.length, { kind: 'actor', name: 'fay' });
    await expect(workspace.savePurposePolicy({ purposeGuid })).rejects.toThrow('`fay` would hold 501 policies');
    await workspace.forget([purposeGuid]);
    await workspace.savePurposePolicy({ purposeGuid: (await workspace.savePurpose({ tagNames: [newTag()] })).guid });
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../../test/support/eventually.ts';
import { createSmallWorkspace, type SmallWorkspace } from '../../../test/support/small-workspace.ts';
import { newGuid, newNanoid } from '../../foundation/index.ts';
import { type Principal } from '../../identity/index.ts';
import { type AssetFacts } from '../../policy/index.ts';
import { sql, transact, type Tx } from '../../postgres/index.ts';
import { gatherFacts } from '../gather-facts.ts';
import { recordPurpose } from './record-purpose.ts';
import { recordPurposePolicy, type PurposePolicyRecord } from './record-purpose-policy.ts';
import { requireMayRetag, type Retagging } from './require-may-retag.ts';

let workspace: SmallWorkspace;
/** Admin of the connection, role `default`, a token. */
let steward: Principal;
/** Holds nothing on the asset but the right to tag it. */
let tagger: Principal;
let owner: Principal;
const connection = 'default/glue/1';
const denied = { code: 'permission_denied' };

function asset(...tagNames: readonly string[]): AssetFacts {
  const names = { qualifiedName: `${connection}/t`, typeName: 'Table', superTypes: ['Asset'] };
  const origin = { createdBy: 'x', connectionQualifiedName: connection, glossaryQualifiedName: null };
  return { guid: newGuid(), ...names, ...origin, tagNames };
}

function retagged(before: readonly string[], after: readonly string[]): Retagging {
  return { before: asset(...before), tagNamesAfter: after };
}

async function judge(principal: Principal, retagging: Retagging, tx?: Tx): Promise<void> {
  const judgeIn = async (tx: Tx) => {
    await requireMayRetag({ tx }, await gatherFacts(tx, principal), [retagging]);
  };
  await (tx === undefined ? transact(workspace.db, judgeIn) : judgeIn(tx));
}

async function addPurpose(tagNames: readonly string[], enabled = true): Promise<string> {
  const guid = newGuid();
  const record = { guid, qualifiedName: `default/${newNanoid()}`, name: guid, enabled, tagNames };
  await transact(workspace.db, (tx) => recordPurpose({ tx }, record));
  return guid;
}

type PolicyInput = Partial<PurposePolicyRecord> & { readonly purposeGuid: string };

function policyOf(given: PolicyInput): PurposePolicyRecord {
  const guid = newGuid();
  const audience = { users: [], groups: ['public'] };
  const plain = { category: 'metadata', effect: 'allow', mask: null, actions: ['entity-read'], audience } as const;
  return { guid, name: guid, enabled: true, ...plain, ...given };
}

function addPolicy(given: PolicyInput): Promise<void> {
  return transact(workspace.db, (tx) => recordPurposePolicy({ tx }, policyOf(given)));
}

/** A purpose on a tag of its own, with one policy. */
async function tagWith(given: Omit<PolicyInput, 'purposeGuid'>): Promise<string> {
  const tag = newNanoid();
  await addPolicy({ purposeGuid: await addPurpose([tag]), ...given });
  return tag;
}

beforeAll(async () => {
  workspace = await createSmallWorkspace();
  owner = await workspace.addUser('olga', 'admin');
  const admin = await workspace.addToken('steward', 'default');
  steward = admin.principal;
  await workspace.saveConnection({ qualifiedName: connection, adminUsers: [steward.username] });
  tagger = await workspace.addUser('tagger', 'member');
  const persona = await workspace.savePersona({ name: 'taggers', users: ['tagger'] });
  const actions = ['persona-entity-add-classification', 'persona-entity-remove-classification'];
  await workspace.savePolicy({ personaGuid: persona.guid, resources: [`entity:${connection}`], actions });
});
afterAll(() => workspace.close());

describe('a tag that a purpose grants by', () => {
  it('is set by who holds what it grants, and by the owner of the workspace', async () => {
    const tag = await tagWith({ actions: ['entity-read', 'entity-update'] });
    await expect(judge(tagger, retagged([], [tag]))).rejects.toMatchObject(denied);
    await judge(steward, retagged([], [tag]));
    await judge(owner, retagged([], [tag]));
  });

  it('is taken off by anybody who may, and put beside another of its purpose', async () => {
    const [one, other] = [newNanoid(), newNanoid()];
    await addPolicy({ purposeGuid: await addPurpose([one, other]) });
    await judge(tagger, retagged([one], []));
    await judge(tagger, retagged([one], [one, other]));
    await judge(tagger, retagged([one], [other]));
    await expect(judge(tagger, retagged([], [other]))).rejects.toMatchObject(denied);
  });

  it('is no matter while the purpose or the policy is switched off', async () => {
    await judge(tagger, retagged([], [await tagWith({ enabled: false })]));
    const tag = newNanoid();
    await addPolicy({ purposeGuid: await addPurpose([tag], false) });
    await judge(tagger, retagged([], [tag]));
  });
});

describe('a tag that a purpose denies or masks by', () => {
  const kinds = [
    { category: 'data', effect: 'deny', actions: ['select'] },
    { category: 'data', effect: 'mask', mask: 'MASK_HASH', actions: ['select'] },
    { category: 'metadata', effect: 'deny', actions: ['entity-read'] },
  ] as const;

  it.each(kinds)('is set by anybody, and taken off by who holds what was denied ($effect)', async (kind) => {
    const audience = { users: ['tagger'], groups: [] };
    const tag = await tagWith({ ...kind, audience });
    await judge(tagger, retagged([], [tag]));
    await expect(judge(tagger, retagged([tag], []))).rejects.toMatchObject(denied);
    await judge(steward, retagged([tag], []));
    await judge(owner, retagged([tag], []));
  });

  it.each(kinds)('is not taken off by whom it binds ($effect)', async (kind) => {
    const tag = await tagWith(kind);
    await expect(judge(steward, retagged([tag], []))).rejects.toMatchObject(denied);
    await judge(owner, retagged([tag], []));
  });

  it('takes `governance.declassify` of who is no admin of the connection', async () => {
    const tag = await tagWith({ ...kinds[0], audience: { users: ['tagger'], groups: [] } });
    const persona = await workspace.savePersona({ name: newGuid() });
    await workspace.savePolicy({
      personaGuid: persona.guid,
      resources: [`entity:${connection}`, 'entity-type:*'],
      category: 'data',
      actions: ['select'],
    });
    for (const [role, may] of [
      ['default', false],
      ['admin', true],
    ] as const) {
      const token = await workspace.addToken(newGuid(), role);
      await workspace.linkToken(persona.guid, token);
      const judged = judge(token.principal, retagged([tag], []));
      await (may ? judged : expect(judged).rejects.toMatchObject(denied));
    }
  });
});

it('what cannot be read is not named in the refusal', async () => {
  const tag = await tagWith({});
  const refused = await judge(tagger, retagged([], [tag])).catch((error: unknown) => error);
  expect(String(refused)).not.toContain(connection);
});

describe('tagging while a purpose is being changed', () => {
  it('waits for the change and is judged by it', async () => {
    const tag = newNanoid();
    const purposeGuid = await addPurpose([tag]);
    const release = Promise.withResolvers<null>();
    const changed = Promise.withResolvers<null>();
    const change = transact(workspace.db, async (tx) => {
      await recordPurposePolicy({ tx }, policyOf({ purposeGuid }));
      changed.resolve(null);
      await release.promise;
    });
    await changed.promise;
    const judged = judge(tagger, retagged([], [tag])).then(
      () => 'tagged',
      () => 'refused',
    );
    // It has to be at the lock before the change ends, or the test would show nothing.
    await waitingForLock();
    release.resolve(null);
    await change;
    expect(await judged).toBe('refused');
  });

  it('a change waits for who has tagged and not committed', async () => {
    const tag = newNanoid();
    const purposeGuid = await addPurpose([tag]);
    const order: string[] = [];
    let change: Promise<void> = Promise.resolve();
    await transact(workspace.db, async (tx) => {
      await judge(tagger, retagged([], [tag]), tx);
      change = addPolicy({ purposeGuid }).then(() => {
        order.push('changed');
      });
      await waitingForLock();
      order.push('tagged');
    });
    await change;
    expect(order).toEqual(['tagged', 'changed']);
  });
});

/** Resolves once some transaction of this database waits for an advisory lock. */
async function waitingForLock(): Promise<void> {
  await eventually('a wait for the lock', async () => {
    const { rows } = await sql`
      SELECT pid FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
      WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()`.execute(workspace.db);
    return rows[0] ?? null;
  });
}

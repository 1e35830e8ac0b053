import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../../../test/support/eventually.ts';
import { createSmallWorkspace, type SmallWorkspace, type TestToken } from '../../../test/support/small-workspace.ts';
import { newGuid, type ListQuery } from '../../foundation/index.ts';
import { authenticateBearer, type Principal, type Role } from '../../identity/index.ts';
import { type RecordFilter } from '../../foundation/index.ts';
import { sql, transact } from '../../postgres/index.ts';
import { createApiToken, type ApiTokenInput } from './create-api-token.ts';
import { gatherFacts } from '../gather-facts.ts';
import { listApiTokens } from './list-api-tokens.ts';
import { purgeApiToken } from './purge-api-token.ts';
import { type PersonaRecord } from '../personas/record-persona.ts';
import { updateApiToken } from './update-api-token.ts';

let workspace: SmallWorkspace;
let admin: Principal;
let adminToken: TestToken;
let readers: PersonaRecord;
let writers: PersonaRecord;
let governed: PersonaRecord;

beforeAll(async () => {
  workspace = await createSmallWorkspace();
  admin = await workspace.addUser('boss', 'admin');
  await workspace.addUser('keeper', 'member');
  adminToken = await workspace.addToken('power', 'admin');
  readers = await workspace.savePersona({ name: 'Readers' });
  writers = await workspace.savePersona({ name: 'Writers' });
  governed = await workspace.savePersona({ name: 'Governed' });
  await workspace.saveConnection({ qualifiedName: 'default/glue/1', adminUsers: ['keeper'] });
  await workspace.savePolicy({ personaGuid: governed.guid, resources: ['entity:default/glue/1'] });
});

afterAll(() => workspace.close());

function input(more: Partial<ApiTokenInput> = {}): ApiTokenInput {
  return { displayName: 'pipeline', description: '', personaQualifiedNames: [], ...more };
}

function equals(field: string, value: string): RecordFilter {
  return { kind: 'compare', field, operator: 'eq', value };
}

const everything: ListQuery = { sort: [], offset: 0 };

async function auditOf(objectId: string): Promise<readonly (readonly [string, unknown])[]> {
  const records = await workspace.db
    .selectFrom('audit_record')
    .select(['action', 'detail'])
    .where('object_id', '=', objectId)
    .orderBy('sequence')
    .execute();
  return records.map(({ action, detail }) => [action, typeof detail === 'string' ? JSON.parse(detail) : detail]);
}

async function tokenCount(): Promise<number> {
  const { count } = await workspace.db
    .selectFrom('actor')
    .select((row) => row.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

describe('creating a token', () => {
  test('its secret lets it in as an actor of its own, with the default role and nothing of its maker', async () => {
    const { token, secret } = await createApiToken(workspace, admin, input());
    expect(token).toMatchObject({ role: 'default', createdBy: 'boss', validitySeconds: null, personas: [] });
    const status = await authenticateBearer(workspace, secret);
    expect(status).toMatchObject({ status: 'valid', principal: { username: token.username, role: 'default' } });
    expect(await auditOf(token.id)).toEqual([
      ['api-token.create', { displayName: 'pipeline', role: 'default', validitySeconds: null, linked: [] }],
    ]);
  });

  test('the workspace decides the role of a token made without one', async () => {
    const setting = workspace.db.updateTable('workspace_setting').where('key', '=', 'tokens.default_role');
    await setting.set({ value: 'none' }).execute();
    expect((await createApiToken(workspace, admin, input())).token.role).toBe('none');
    await setting.set({ value: 'default' }).execute();
  });

  test.each(['none', 'read', 'default', 'admin'] as const)('an admin may give the role %s', async (role) => {
    expect((await createApiToken(workspace, admin, input({ role }))).token.role).toBe(role);
  });

  test('personas are linked by qualified name and answered with the token', async () => {
    const personaQualifiedNames = [readers.qualifiedName, writers.qualifiedName, readers.qualifiedName];
    const { token, secret } = await createApiToken(workspace, admin, input({ personaQualifiedNames }));
    expect(token.personas.map(({ name }) => name).sort()).toEqual(['Readers', 'Writers']);
    const status = await authenticateBearer(workspace, secret);
    if (status.status !== 'valid') throw new Error(status.status);
    const { personas } = await gatherFacts(workspace.db, status.principal);
    expect(personas.map(({ guid }) => guid).sort()).toEqual([readers.guid, writers.guid].sort());
  });

  test('every unknown persona is named, and nothing is left behind', async () => {
    const before = await tokenCount();
    const personaQualifiedNames = ['default/x', readers.qualifiedName, 'default/y'];
    await expect(createApiToken(workspace, admin, input({ personaQualifiedNames }))).rejects.toMatchObject({
      code: 'field_invalid',
      details: [
        { message: 'there is no persona with the qualified name `default/x`' },
        { message: 'there is no persona with the qualified name `default/y`' },
      ],
    });
    expect(await tokenCount()).toBe(before);
  });

  test.each(['member', 'guest', 'default', 'read', 'none'] as const)(
    'the role %s may make none',
    async (role: Role) => {
      const person = role === 'member' || role === 'guest';
      const principal = person
        ? await workspace.addUser(`maker-${role}`, role)
        : (await workspace.addToken('maker', role)).principal;
      await expect(createApiToken(workspace, principal, input({ role: 'none' }))).rejects.toThrow(
        '`token.manage` needs the workspace role `admin`',
      );
    },
  );

  test('a maker that was demoted since it was authenticated makes none', async () => {
    const fallen = await workspace.addUser('fallen', 'admin');
    await workspace.db.updateTable('actor').set({ role: 'member' }).where('id', '=', fallen.actorId).execute();
    await expect(createApiToken(workspace, fallen, input())).rejects.toMatchObject({ code: 'permission_denied' });
  });

  test('a token links a persona only when it administers what the persona grants; a person with the role admin may', async () => {
    const linked = input({ personaQualifiedNames: [governed.qualifiedName] });
    await expect(createApiToken(workspace, adminToken.principal, linked)).rejects.toMatchObject({
      code: 'connection_admin_required',
    });
    await createApiToken(workspace, admin, linked);
    await createApiToken(workspace, adminToken.principal, input({ personaQualifiedNames: [readers.qualifiedName] }));
  });
});

describe('updating a token', () => {
  test('the given personas are the complete set, an absent list leaves them, and the answer says what went', async () => {
    const personaQualifiedNames = [readers.qualifiedName];
    const { token } = await createApiToken(workspace, admin, input({ personaQualifiedNames }));
    const { id } = token;

    const renamed = await updateApiToken(workspace, admin, { id, displayName: 'other', description: 'text' });
    expect(renamed).toMatchObject({ displayName: 'other', description: 'text', linked: [], unlinked: [] });
    expect(renamed.personas.map(({ name }) => name)).toEqual(['Readers']);

    const replaced = await updateApiToken(workspace, admin, { id, personaQualifiedNames: [writers.qualifiedName] });
    expect(replaced.unlinked.map(({ name }) => name)).toEqual(['Readers']);
    expect(replaced.linked.map(({ name }) => name)).toEqual(['Writers']);
    expect(replaced.personas.map(({ name }) => name)).toEqual(['Writers']);

    const emptied = await updateApiToken(workspace, admin, { id, personaQualifiedNames: [] });
    expect(emptied.unlinked.map(({ name }) => name)).toEqual(['Writers']);
    expect(emptied.personas).toEqual([]);
    expect((await auditOf(id)).map(([action]) => action)).toEqual([
      'api-token.create',
      'api-token.update',
      'api-token.update',
      'api-token.update',
    ]);
    expect((await auditOf(id))[3]?.[1]).toEqual({
      displayName: 'other',
      linked: [],
      unlinked: [writers.qualifiedName],
    });
  });

  test('a refused update leaves texts and links as they were', async () => {
    const { token } = await createApiToken(workspace, admin, input({ personaQualifiedNames: [readers.qualifiedName] }));
    const update = { id: token.id, displayName: 'never', personaQualifiedNames: ['default/x'] };
    await expect(updateApiToken(workspace, admin, update)).rejects.toMatchObject({ code: 'field_invalid' });
    const { records } = await listApiTokens(workspace, admin, { ...everything, filter: equals('id', token.id) });
    expect(records).toMatchObject([{ displayName: 'pipeline', personas: [{ name: 'Readers' }] }]);
  });

  test('a token does not change its own personas, but may say the same set again', async () => {
    const { id } = adminToken.record;
    const own = (personaQualifiedNames: string[]) =>
      updateApiToken(workspace, adminToken.principal, { id, displayName: 'power', personaQualifiedNames });
    await expect(own([readers.qualifiedName])).rejects.toMatchObject({ code: 'permission_denied' });
    await own([]);
    await updateApiToken(workspace, admin, { id, personaQualifiedNames: [readers.qualifiedName] });
    await expect(own([])).rejects.toMatchObject({ code: 'permission_denied' });
    await own([readers.qualifiedName]);
    await updateApiToken(workspace, admin, { id, personaQualifiedNames: [] });
  });

  test('unlinking frees from denies, so it is checked like a grant; losing an allow is not', async () => {
    const fence = await workspace.savePersona({ name: 'Fence' });
    await workspace.savePolicy({ personaGuid: fence.guid, effect: 'deny', resources: ['entity:default/glue/1/pii'] });
    const both = [fence.qualifiedName, governed.qualifiedName];
    const { token } = await createApiToken(workspace, admin, input({ personaQualifiedNames: both }));
    const { id } = token;
    const by = adminToken.principal;
    await expect(updateApiToken(workspace, by, { id, personaQualifiedNames: [] })).rejects.toMatchObject({
      code: 'connection_admin_required',
    });
    const kept = await updateApiToken(workspace, by, { id, personaQualifiedNames: [fence.qualifiedName] });
    expect(kept.unlinked.map(({ name }) => name)).toEqual(['Governed']);
  });

  test('an unknown token is not made by updating it', async () => {
    await expect(updateApiToken(workspace, admin, { id: newGuid(), displayName: 'x' })).rejects.toMatchObject({
      code: 'record_not_found',
    });
  });
});

describe('purging a token', () => {
  test('its secret, record and links are gone with the answer', async () => {
    const personaQualifiedNames = [readers.qualifiedName];
    const { token, secret } = await createApiToken(workspace, admin, input({ personaQualifiedNames }));
    await purgeApiToken(workspace, admin, token.id);
    expect(await authenticateBearer(workspace, secret)).toEqual({ status: 'unknown' });
    const page = await listApiTokens(workspace, admin, { ...everything, filter: equals('id', token.id) });
    expect(page).toEqual({ totalRecord: 0, filterRecord: 0, records: [] });
    const links = workspace.db.selectFrom('persona_member').selectAll().where('subject', '=', token.username);
    expect(await links.execute()).toEqual([]);
    await expect(purgeApiToken(workspace, admin, token.id)).rejects.toMatchObject({ code: 'record_not_found' });
    expect((await auditOf(token.id)).map(([action]) => action)).toEqual(['api-token.create', 'api-token.purge']);
  });

  test('twice at one moment is done and recorded once', async () => {
    const { token } = await createApiToken(workspace, admin, input());
    const { db } = workspace;
    let purges: Promise<void>[] = [];
    await transact(db, async (tx) => {
      await tx.selectFrom('api_token').select('id').where('id', '=', token.id).forUpdate().execute();
      purges = [1, 2].map(() => purgeApiToken(workspace, admin, token.id));
      await eventually('both purges wait for the token', async () => {
        const { rows } = await sql`
          SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`.execute(db);
        return rows.length === 2 ? true : null;
      });
    });
    const refusals = (await Promise.allSettled(purges)).filter(({ status }) => status === 'rejected');
    expect(refusals).toMatchObject([{ reason: { code: 'record_not_found' } }]);
    expect((await auditOf(token.id)).map(([action]) => action)).toEqual(['api-token.create', 'api-token.purge']);
  });

  test('is for token managers only', async () => {
    const { principal } = await workspace.addToken('plain', 'default');
    await expect(purgeApiToken(workspace, principal, adminToken.record.id)).rejects.toMatchObject({
      code: 'permission_denied',
    });
  });
});

describe('listing tokens', () => {
  test('no secret is in the list, and personas are', async () => {
    const personaQualifiedNames = [readers.qualifiedName];
    const { token, secret } = await createApiToken(
      workspace,
      admin,
      input({ displayName: 'L', personaQualifiedNames }),
    );
    const page = await listApiTokens(workspace, admin, { ...everything, filter: equals('displayName', 'L') });
    expect(page.records).toEqual([token]);
    expect(JSON.stringify(page)).not.toContain(secret);
  });

  test('needs `token.read`', async () => {
    const { principal } = await workspace.addToken('blind', 'read');
    await expect(listApiTokens(workspace, principal, everything)).rejects.toThrow(
      '`token.read` needs the workspace role `admin` or `default`',
    );
  });
});

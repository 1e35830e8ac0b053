import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { newGuid, type FilterValue, type ListQuery, type RecordFilter } from '../../foundation/index.ts';
import { transact, type Db } from '../../postgres/index.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import {
  createLocalUser,
  findCurrentUser,
  insertApiToken,
  listApiTokens,
  listGroups,
  listRoles,
  listUsers,
  type ApiTokenRecord,
  type Principal,
} from '../index.ts';

type Operator = Extract<RecordFilter, { kind: 'compare' }>['operator'];

const all: ListQuery = { sort: [], offset: 0 };
const where = (field: string, operator: Operator, value: FilterValue | readonly FilterValue[]): ListQuery => ({
  ...all,
  filter: { kind: 'compare', field, operator, value },
});
const displayNames = ['Etl', 'etl', 'Etl', 'e%l', 'e_l', '$x', 'back\\slash', 'ümlaut', 'Z', 'a'];

/** What the SQL of a filter must mean, written once more in plain TypeScript. */
function matchesLike(pattern: string, text: string, flags: string): boolean {
  const source = [...pattern].map((character) => {
    if (character === '%') return '[^]*';
    return character === '_' ? '[^]' : character.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  });
  return new RegExp(`^${source.join('')}$`, `u${flags}`).test(text);
}

function matches(filter: RecordFilter, token: ApiTokenRecord): boolean {
  if (filter.kind === 'and') return filter.of.every((part) => matches(part, token));
  if (filter.kind === 'or') return filter.of.some((part) => matches(part, token));
  const text = String(token[filter.field as 'displayName' | 'clientId' | 'id' | 'createdBy']);
  const values = [filter.value]
    .flat()
    .map((value) => (filter.field === 'clientId' ? String(value).replace(/^service-account-/, '') : String(value)));
  const [value = ''] = values;
  switch (filter.operator) {
    case 'eq':
      return text === value;
    case 'ne':
      return text !== value;
    case 'in':
      return values.includes(text);
    case 'nin':
      return !values.includes(text);
    case 'like':
      return matchesLike(value, text, '');
    case 'ilike':
      return matchesLike(value, text, 'i');
    default:
      throw new Error('not generated');
  }
}

describe('lists', () => {
  let database: TestDatabase;
  let db: Db;
  let admin: Principal;
  let tokens: readonly ApiTokenRecord[];
  beforeAll(async () => {
    database = await createTestDatabase();
    db = database.db;
    await transact(db, async (tx) => {
      const createdBy = 'test';
      const person = { passwordHash: null, createdBy };
      const names = { firstName: 'Jane', lastName: 'Smith', email: 'Jane@Example.org' };
      admin = await createLocalUser(tx, { ...person, ...names, username: 'jane', role: 'admin' });
      await createLocalUser(tx, { ...person, username: 'joe', role: 'member', email: 'joe@example.org' });
      await createLocalUser(tx, { ...person, username: 'jo_e', role: 'guest' });
      const zoe = await createLocalUser(tx, { ...person, username: 'zoe', role: 'member' });
      const team = newGuid();
      const group = (id: string, name: string) => ({
        id,
        name,
        alias: name,
        created_by: createdBy,
        updated_by: createdBy,
      });
      const groups = [
        { ...group(team, 'data_team'), alias: 'Data Team' },
        group(newGuid(), 'Zebra'),
        group(newGuid(), 'über'),
      ];
      await tx.insertInto('user_group').values(groups).execute();
      const members = [admin, zoe].map(({ actorId }) => ({ group_id: team, actor_id: actorId }));
      await tx.insertInto('user_group_member').values(members).execute();
    });
    for (const [index, displayName] of displayNames.entries()) {
      const role = (['none', 'read', 'default', 'admin'] as const)[index % 4] ?? 'none';
      const createdBy = index % 3 === 0 ? 'jane' : 'joe';
      await transact(db, (tx) => insertApiToken(tx, { displayName, description: '', role, createdBy }));
    }
    tokens = (await listApiTokens(db, all)).records;
  });
  afterAll(() => database.close());

  describe('of API tokens', () => {
    it('without a filter has every token, oldest first, and both counts', async () => {
      const page = await listApiTokens(db, all);
      expect(page).toMatchObject({ totalRecord: 10, filterRecord: 10 });
      expect(page.records.map(({ displayName }) => displayName)).toEqual(displayNames);
      expect(Object.keys(page.records[0] ?? {}).sort()).toEqual([
        ...['actorId', 'allowedNetworks', 'clientId', 'createdAt', 'createdBy', 'description'],
        ...['displayName', 'expiresAt', 'id', 'isExpired', 'lastUsedAt', 'lastUsedClient'],
        ...['lastUsedNetwork', 'mayRotateItself', 'requestsPerMinute', 'responsible', 'role', 'scopes'],
        ...['state', 'suspendedAt', 'suspendedBy', 'suspensionReason', 'useCount', 'username'],
        ...['validitySeconds', 'version'],
      ]);
    });

    it('displayName matches exactly and with case; totalRecord counts without the filter', async () => {
      const page = await listApiTokens(db, where('displayName', 'eq', 'Etl'));
      expect(page).toMatchObject({ totalRecord: 10, filterRecord: 2 });
      expect(page.records.map(({ displayName }) => displayName)).toEqual(['Etl', 'Etl']);
    });

    it('a filter that matches nothing answers totalRecord 0, a page past the end does not', async () => {
      const empty = { totalRecord: 0, filterRecord: 0, records: [] };
      expect(await listApiTokens(db, where('displayName', 'eq', 'nothing'))).toEqual(empty);
      expect(await listApiTokens(db, where('id', 'eq', 'no guid'))).toEqual(empty);
      expect(await listApiTokens(db, where('clientId', 'in', []))).toEqual(empty);
      const past = await listApiTokens(db, { ...all, offset: 1000, limit: 5 });
      expect(past).toEqual({ totalRecord: 10, filterRecord: 10, records: [] });
    });

    it('clientId is found by itself and by the service-account name, also in lists and nested', async () => {
      const [token] = tokens;
      if (token === undefined) throw new Error('there are tokens');
      const nested: ListQuery = {
        ...all,
        filter: { kind: 'and', of: [where('clientId', 'in', [token.username, '']).filter ?? { kind: 'and', of: [] }] },
      };
      for (const query of [where('clientId', 'eq', token.clientId), where('clientId', 'eq', token.username), nested]) {
        expect((await listApiTokens(db, query)).records).toEqual([token]);
      }
    });

    it('filters mean what they say, whatever is compared and however they nest', async () => {
      const text = fc.oneof(
        fc.constantFrom(...displayNames, '%', '_', '', 'e%', '%L', '\\', '%\\', 'service-account-', '\\%', "'"),
        fc.constantFrom(...tokens.flatMap(({ id, clientId, username }) => [id, clientId, username])),
        fc.string({ maxLength: 4 }),
      );
      const field = fc.constantFrom('displayName', 'clientId', 'id', 'createdBy');
      const single = fc.record({
        kind: fc.constant('compare' as const),
        field,
        operator: fc.constantFrom<Operator>('eq', 'ne', 'like', 'ilike'),
        value: text,
      });
      const several = fc.record({
        kind: fc.constant('compare' as const),
        field,
        operator: fc.constantFrom<Operator>('in', 'nin'),
        value: fc.array(text, { maxLength: 3 }),
      });
      const { filter } = fc.letrec<{ filter: RecordFilter }>((tie) => ({
        filter: fc.oneof(
          { depthSize: 'small', withCrossShrink: true },
          single,
          several,
          fc.record({ kind: fc.constantFrom('and', 'or'), of: fc.array(tie('filter'), { maxLength: 3 }) }),
        ),
      }));
      await fc.assert(
        fc.asyncProperty(filter, async (generated) => {
          const page = await listApiTokens(db, { ...all, filter: generated });
          const expected = tokens.filter((token) => matches(generated, token));
          expect(page.records).toEqual(expected);
          expect(page.filterRecord).toBe(expected.length);
          expect(page.totalRecord).toBe(expected.length === 0 ? 0 : tokens.length);
        }),
        { numRuns: 300 },
      );
    });

    it('pages of any size visit every token once, in any order of sorting', async () => {
      const sort = fc.array(
        fc.record({
          field: fc.constantFrom('createdAt', 'displayName', 'clientId', 'createdBy', 'id', 'expiresAt'),
          descending: fc.boolean(),
        }),
        { maxLength: 2 },
      );
      await fc.assert(
        fc.asyncProperty(sort, fc.integer({ min: 1, max: 12 }), async (order, limit) => {
          const seen: string[] = [];
          for (let offset = 0; ; offset += limit) {
            const { records, totalRecord } = await listApiTokens(db, { sort: order, offset, limit });
            expect(totalRecord).toBe(10);
            if (records.length === 0) break;
            seen.push(...records.map(({ id }) => id));
          }
          expect([...seen].sort()).toEqual(tokens.map(({ id }) => id).sort());
        }),
        { numRuns: 40 },
      );
    });

    it('sorting by name goes by codepoint', async () => {
      const page = await listApiTokens(db, { ...all, sort: [{ field: 'displayName', descending: false }] });
      expect(page.records.map(({ displayName }) => displayName)).toEqual([...displayNames].sort());
    });

    it('limit 0 is a page like any other', async () => {
      expect((await listApiTokens(db, { ...all, limit: 0 })).records).toHaveLength(10);
    });

    it('what a restriction hides is neither listed nor counted', async () => {
      const own = tokens.filter(({ createdBy }) => createdBy === 'jane');
      expect(await listApiTokens(db, all, { createdBy: 'jane' })).toEqual({
        totalRecord: 4,
        filterRecord: 4,
        records: own,
      });
      const actorIds = tokens.slice(0, 2).map(({ actorId }) => actorId);
      expect((await listApiTokens(db, all, { actorIds })).totalRecord).toBe(2);
      expect((await listApiTokens(db, all, { actorIds, createdBy: 'jane' })).totalRecord).toBe(1);
      expect((await listApiTokens(db, all, { actorIds: [] })).totalRecord).toBe(0);
    });
  });

  it.each([
    ['tokens', listApiTokens, 'accepted: clientId, createdBy, displayName, id'],
    ['users', listUsers, 'accepted: email, enabled, firstName, id, lastName, username, workspaceRole'],
    ['groups', listGroups, 'accepted: alias, id, name'],
    ['roles', listRoles, 'accepted: description, id, level, name'],
  ] as const)('an unknown field of %s is refused, naming the accepted ones', async (_what, list, accepted) => {
    for (const field of ['nmae', '__proto__', 'constructor', 'password_hash', 'id"; --']) {
      const refused = list(db, where(field, 'eq', 'x'));
      await expect(refused).rejects.toMatchObject({
        code: 'filter_invalid',
        message: expect.stringContaining(accepted),
      });
      await expect(list(db, { ...all, sort: [{ field, descending: true }] })).rejects.toMatchObject({
        code: 'filter_invalid',
      });
    }
  });

  it.each([
    ['tokens', listApiTokens],
    ['users', listUsers],
    ['groups', listGroups],
    ['roles', listRoles],
  ] as const)('no comparison makes the list of %s fail', async (_what, list) => {
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.integer(),
      fc.double({ noNaN: true }),
      fc.boolean(),
      fc.constant(null),
    );
    const operator = fc.constantFrom<Operator>('eq', 'ne', 'like', 'ilike', 'in', 'nin', 'gt', 'gte', 'lt', 'lte');
    await fc.assert(
      fc.asyncProperty(operator, value, async (chosen, compared) => {
        const page = await list(db, where('id', chosen, compared)).catch((error: unknown) => {
          expect(error).toMatchObject({ code: 'filter_invalid' });
          return { records: [], filterRecord: 0 };
        });
        expect(page.records).toHaveLength(page.filterRecord);
      }),
      {
        numRuns: 60,
        examples: [
          ['like', '\\'],
          ['ilike', 'a\\'],
          ['eq', 'a\u0000b'],
          ['gt', 'no guid'],
        ],
      },
    );
  });

  describe('of users', () => {
    const usernamesOf = async (query: ListQuery) =>
      (await listUsers(db, query)).records.map(({ username }) => username);

    it('has people only, by name, with all that the wire shows', async () => {
      expect(await usernamesOf(all)).toEqual(['jane', 'jo_e', 'joe', 'zoe']);
      const [jane] = (await listUsers(db, all)).records;
      expect(jane).toEqual({
        id: admin.actorId,
        username: 'jane',
        kind: 'user',
        role: 'admin',
        workspaceRole: '$admin',
        email: 'Jane@Example.org',
        emailVerified: false,
        enabled: true,
        firstName: 'Jane',
        lastName: 'Smith',
        createdAt: expect.any(Date),
        createdBy: 'test',
        lastLoginAt: null,
        groupCount: 1,
        attributes: {},
      });
    });

    it('is filtered the ways the clients filter it', async () => {
      expect(await usernamesOf(where('email', 'ilike', '%jane@example%'))).toEqual(['jane']);
      expect(await usernamesOf(where('email', 'in', ['joe@example.org', 'none@example.org']))).toEqual(['joe']);
      expect(await usernamesOf(where('email', 'in', ['']))).toEqual([]);
      expect(await usernamesOf(where('username', 'eq', 'jo_e'))).toEqual(['jo_e']);
      expect(await usernamesOf(where('username', 'in', ['zoe', 'jane', 'nobody']))).toEqual(['jane', 'zoe']);
      expect(await usernamesOf(where('id', 'eq', admin.actorId))).toEqual(['jane']);
      expect(await usernamesOf(where('workspaceRole', 'eq', '$member'))).toEqual(['joe', 'zoe']);
      expect(await usernamesOf(where('enabled', 'eq', true))).toHaveLength(4);
      const none = await listUsers(db, where('username', 'eq', 'nobody'));
      expect(none).toEqual({ totalRecord: 4, filterRecord: 0, records: [] });
    });

    it('ends with an empty page', async () => {
      const sort = [{ field: 'username', descending: false }];
      expect(await usernamesOf({ sort, offset: 2, limit: 2 })).toEqual(['joe', 'zoe']);
      expect(await usernamesOf({ sort, offset: 4, limit: 2 })).toEqual([]);
    });

    it('of one group has its members', async () => {
      const [group] = (await listGroups(db, where('name', 'eq', 'data_team'))).records;
      if (group === undefined) throw new Error('the group is there');
      const members = await listUsers(db, all, { groupId: group.id });
      expect(members).toMatchObject({ totalRecord: 2, filterRecord: 2 });
      expect(members.records.map(({ username }) => username)).toEqual(['jane', 'zoe']);
    });

    it('anyone finds their own record, an API token its service account', async () => {
      expect(await findCurrentUser(db, admin)).toMatchObject({
        id: admin.actorId,
        username: 'jane',
        enabled: true,
        createdAt: expect.any(Date),
      });
      const [token] = tokens;
      if (token === undefined) throw new Error('there are tokens');
      const caller: Principal = {
        actorId: token.actorId,
        kind: 'token',
        username: token.username,
        role: 'none',
        epoch: 1,
      };
      const own = await findCurrentUser(db, caller);
      expect(own).toMatchObject({ id: token.actorId, username: token.username, enabled: true, email: null });
      // What came with the principal is the same as what is read.
      const createdAt = own?.createdAt ?? new Date(0);
      expect(await findCurrentUser(db, { ...caller, createdAt })).toEqual(own);
      expect(await findCurrentUser(db, { ...caller, actorId: newGuid() })).toBeNull();
    });
  });

  describe('of groups', () => {
    it('is sorted by codepoint, counts members, and finds by alias', async () => {
      const page = await listGroups(db, { ...all, sort: [{ field: 'name', descending: false }] });
      expect(page.records.map(({ name }) => name)).toEqual(['Zebra', 'data_team', 'über']);
      expect(page.records.map(({ userCount }) => userCount)).toEqual([0, 2, 0]);
      const byAlias = await listGroups(db, {
        ...all,
        filter: { kind: 'and', of: [{ kind: 'compare', field: 'alias', operator: 'ilike', value: '%data TEAM%' }] },
      });
      expect(byAlias).toMatchObject({ totalRecord: 3, filterRecord: 1 });
    });
  });

  describe('of roles', () => {
    it('has the fixed roles with how many hold them', async () => {
      const { records } = await listRoles(db, all);
      const counts = Object.fromEntries(records.map(({ name, memberCount }) => [name, memberCount]));
      expect(counts).toEqual({
        $admin: 1,
        $member: 2,
        $guest: 1,
        '$api-token-default-access': 4,
        $admin_connections: 0,
        $admin_governance: 0,
        $admin_users: 0,
      });
    });

    it('is filtered the ways the clients filter it', async () => {
      expect((await listRoles(db, where('name', 'ilike', '$%'))).filterRecord).toBe(7);
      expect((await listRoles(db, where('name', 'eq', '$admin'))).records).toMatchObject([
        { description: 'Admin', level: 'workspace' },
      ]);
      const levels = ['workspace', 'admin-subrole'].map((value): RecordFilter => ({
        kind: 'compare',
        field: 'level',
        operator: 'eq',
        value,
      }));
      expect(await listRoles(db, { ...all, filter: { kind: 'or', of: levels } })).toMatchObject({
        totalRecord: 7,
        filterRecord: 6,
      });
    });
  });
});

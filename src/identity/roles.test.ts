import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixedClock } from '../foundation/index.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { ensureBootstrap, rolesOf } from './index.ts';
import { roleDefinitions } from './roles.ts';

describe('roles', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());
  const stored = () => database.db.selectFrom('role').selectAll().orderBy('id').execute();

  it('a new database has exactly the roles the code knows, with the same ids', async () => {
    expect(await stored()).toEqual(roleDefinitions);
  });

  it('a start puts back what was changed or is missing, and may be repeated', async () => {
    await database.db.updateTable('role').set({ description: 'changed' }).where('name', '=', '$admin').execute();
    await database.db.deleteFrom('role').where('name', '=', '$guest').execute();
    await ensureBootstrap({ db: database.db, clock: fixedClock() });
    await ensureBootstrap({ db: database.db, clock: fixedClock() });
    expect(await stored()).toEqual(roleDefinitions);
  });

  it.each([
    ['user', 'admin', ['$admin']],
    ['user', 'member', ['$member']],
    ['user', 'guest', ['$guest']],
    ['token', 'admin', ['$admin', '$api-token-default-access']],
    ['token', 'default', ['$api-token-default-access']],
    ['token', 'read', ['$guest']],
    ['token', 'none', []],
  ] as const)('a %s of role %s is known on the wire by %j', (kind, role, names) => {
    expect(rolesOf({ kind, role }).map(({ name }) => name)).toEqual(names);
  });
});

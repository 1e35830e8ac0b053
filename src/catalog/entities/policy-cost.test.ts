import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSmallCatalog, type SmallCatalog } from '../../../test/support/small-catalog.ts';
import { newGuid, newNanoid, type JsonObject } from '../../foundation/index.ts';
import { sql, transact, type Tx } from '../../postgres/index.ts';
import { saveEntitiesIn } from './save-entities.ts';

let catalog: SmallCatalog;
let empty: string;
let full: string;

/** Policies as a save leaves them, put in at once. */
async function fill(personaGuid: string, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, at) => ({ guid: newGuid(), link: newGuid(), name: `filler ${at}` }));
  const guids = sql`${rows.map(({ guid }) => guid)}::uuid[]`;
  const names = sql`${rows.map(({ name }) => name)}::text[]`;
  await sql`
    INSERT INTO asset (guid, type_name, qualified_name, name, state, attributes, created_by, updated_by, create_time, update_time)
    SELECT guid, 'AuthPolicy', guid::text, name, 'ACTIVE', '{}', 'olga', 'olga', 1, 1
    FROM unnest(${guids}, ${names}) AS listed (guid, name)`.execute(catalog.db);
  await sql`
    INSERT INTO relationship (guid, type_name, end1_guid, end2_guid, attributes)
    SELECT link, 'access_control_policies', ${personaGuid}, guid, '{}'
    FROM unnest(${guids}, ${rows.map(({ link }) => link)}::uuid[]) AS listed (guid, link)`.execute(catalog.db);
  await sql`
    INSERT INTO policy (guid, persona_guid, name, category, effect, actions, paths, entity_types)
    SELECT guid, ${personaGuid}, name, 'metadata', 'allow', '{}', '{}', '{}'
    FROM unnest(${guids}, ${names}) AS listed (guid, name)`.execute(catalog.db);
}

async function savePersona(name: string, personaUsers: readonly string[] = []): Promise<string> {
  return catalog.createdGuid(
    await catalog.save({ typeName: 'Persona', attributes: { name, qualifiedName: name, personaUsers } }),
  );
}

beforeAll(async () => {
  catalog = await createSmallCatalog();
  await catalog.addUser('one', 'member');
  await catalog.addUser('two', 'member');
  empty = await savePersona('empty', ['one']);
  full = await savePersona('full', ['two']);
  // Other personas with many policies, so that the planner walks the tables the same way for both.
  for (let at = 0; at < 8; at += 1) await fill(await savePersona(`crowd ${at}`), 500);
  await fill(full, 498);
  await sql`ANALYZE`.execute(catalog.db);
});
afterAll(() => catalog.close());

function policy(guid: string): JsonObject {
  const name = newNanoid();
  return {
    typeName: 'AuthPolicy',
    attributes: {
      ...{ name, qualifiedName: name, policyType: 'allow', policyServiceName: 'atlas', policyCategory: 'persona' },
      ...{ policySubCategory: 'metadata', policyActions: ['persona-asset-read'], policyResourceCategory: 'CUSTOM' },
      policyResources: [`entity:${catalog.connection}`],
      connectionQualifiedName: catalog.connection,
      accessControl: { guid },
    },
  };
}

/**
 * Rows that this transaction has read of any table, by PostgreSQL's own count. Without the marks of changes, whose number depends on the
 * transactions since they were last cleared.
 */
async function countRowsRead(tx: Tx): Promise<number> {
  const { rows } = await sql<{ read: number }>`
    SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::integer AS read
    FROM pg_stat_xact_user_tables WHERE relname <> 'change_mark'`.execute(tx);
  return rows[0]?.read ?? 0;
}

function rowsReadToCreateIn(personaGuid: string): Promise<number> {
  const { types, clock } = catalog.deps;
  return transact(catalog.db, async (tx) => {
    const before = await countRowsRead(tx);
    await saveEntitiesIn({ tx, types, clock }, catalog.owner, { entities: [policy(personaGuid)] });
    return (await countRowsRead(tx)) - before;
  });
}

describe('creating a policy', () => {
  it('in a persona with 499 of them reads as many rows as the first one does', async () => {
    // Each once before, so that neither pays for what every first statement reads.
    await rowsReadToCreateIn(empty);
    await rowsReadToCreateIn(full);
    const first = await rowsReadToCreateIn(empty);
    const last = await rowsReadToCreateIn(full);
    expect(first).toBeGreaterThan(0);
    expect(last).toBe(first);
  });

  it('beyond 500 for one of its members is refused with the number', async () => {
    await expect(catalog.save(policy(full))).rejects.toThrow('`two` would hold 501 policies; at most 500 are accepted');
  });

  it('a count that walks over all policies is found out by this measure', async () => {
    const read = await transact(catalog.db, async (tx) => {
      const before = await countRowsRead(tx);
      await tx
        .selectFrom('policy')
        .select((count) => count.fn.countAll().as('all'))
        .where('persona_guid', '=', full)
        .where('effect', '=', 'allow')
        .execute();
      return (await countRowsRead(tx)) - before;
    });
    expect(read).toBeGreaterThanOrEqual(499);
  });
});

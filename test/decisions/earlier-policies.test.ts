import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { decideAsset, gatherFacts } from '../../src/access/index.ts';
import type { Principal } from '../../src/identity/index.ts';
import { actions, type Action, type AssetFacts } from '../../src/policy/index.ts';
import { openDatabase, type OpenDatabase } from '../../src/postgres/index.ts';

// Policies as they were written before there were categories, purposes and masks, read after every migration since.

const name = 'earlier_policies';
const folder = join(import.meta.dirname, '../../src/postgres/migrations');
const actorId = '00000000-0000-4000-8000-00000000000a';
const glue = 'default/glue/1';

const policies: readonly (readonly [effect: string, action: string, path: string, connection: string | null])[] = [
  ['allow', 'persona-asset-read', glue, glue],
  ['deny', 'persona-asset-read', `${glue}/pii`, glue],
  ['allow', 'select', `${glue}/db/*`, glue],
  ['allow', 'persona-glossary-update', 'gl', null],
  ['allow', 'persona-domain-read', 'default/domain/d/super', null],
  ['allow', 'persona-ai-model-read', '*', null],
];

let database: OpenDatabase;
let url: string;

async function admin(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url.replace(/\/[^/]+$/, '/postgres') });
  await client.connect();
  await client.query(statement);
  await client.end();
}

beforeAll(async () => {
  url = inject('templateUrl').replace(/\/[^/]+$/, `/${name}`);
  await admin(`CREATE DATABASE ${name}`);
  database = openDatabase({ url });
  const { pool } = database;
  const migrations = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .toSorted();
  for (const file of migrations) {
    if (file.startsWith('0013')) await writeAsBefore(pool);
    await pool.query(readFileSync(join(folder, file), 'utf8'));
  }
});

afterAll(async () => {
  await database.close();
  await admin(`DROP DATABASE ${name} WITH (FORCE)`);
});

async function writeAsBefore(pool: pg.Pool): Promise<void> {
  await pool.query(
    `INSERT INTO actor (id, kind, username, role, state, created_by) VALUES ($1, 'user', 'ann', 'guest', 'active', 'x')`,
    [actorId],
  );
  await pool.query(`INSERT INTO persona (guid, qualified_name, name) VALUES ($1, 'default/p', 'p')`, [actorId]);
  await pool.query(`INSERT INTO persona_member (persona_guid, subject_kind, subject) VALUES ($1, 'user', 'ann')`, [
    actorId,
  ]);
  for (const [at, [effect, action, path, connection]] of policies.entries()) {
    await pool.query(
      `INSERT INTO policy (guid, persona_guid, name, effect, actions, paths, entity_types, connection_qualified_name)
       VALUES (gen_random_uuid(), $1, $2, $3, ARRAY[$4], ARRAY[$5], '{}', $6)`,
      [actorId, `p${String(at)}`, effect, action, path, connection],
    );
  }
}

function asset(typeName: string, qualifiedName: string, glossaryQualifiedName: string | null = null): AssetFacts {
  const places = { qualifiedName, connectionQualifiedName: null, glossaryQualifiedName };
  return { ...places, typeName, superTypes: [], createdBy: 'x', tagNames: [] };
}

test.each<readonly [typeName: string, qualifiedName: string, expected: readonly Action[]]>([
  ['Table', `${glue}/t`, ['asset.read']],
  ['Table', `${glue}/pii/t`, []],
  ['Table', `${glue}/db/t`, ['asset.read', 'data.select']],
  ['Schema', `${glue}/db`, ['asset.read']],
  ['Table', 'default/glue/10/t', []],
  ['DataDomain', 'default/domain/d/super', ['asset.read']],
  ['AIModel', 'default/ai/m', ['asset.read']],
])('%s %s: %j', async (typeName, qualifiedName, expected) => {
  const ann: Principal = { actorId, kind: 'user', username: 'ann', role: 'guest', epoch: 0 };
  const facts = await gatherFacts(database.db, ann);
  expect(facts.policies.length).toBeGreaterThan(policies.length);
  const on = asset(typeName, qualifiedName);
  expect(actions.filter((action) => decideAsset(facts, action, on).effect === 'allow')).toEqual(expected);
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../../src/contract/index.ts';
import { createSecret } from '../../src/foundation/index.ts';
import { addNode, type Node } from './node.ts';
import { createWorld, type World } from './world.ts';

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

function nodesOf(plan: PlanNode): PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

describe('one indexed statement authenticates a request', () => {
  let world: World;
  let node: Node;

  beforeAll(async () => {
    world = await createWorld();
    node = await addNode(world, { requestsPerMinute: 60_000 });
  });
  afterAll(async () => {
    await node.close();
    await world.close();
  });

  const ask = (url: string, text: string) => node.server.inject({ url, headers: { authorization: `Bearer ${text}` } });
  const statements = async (url: string, text: string): Promise<readonly string[]> => {
    node.statements.clear();
    await ask(url, text);
    return [...node.statements.texts];
  };

  it('a token that asks who it is costs one statement in all, at the first request and at every later one', async () => {
    const { secret } = await world.makeToken('none');
    for (let n = 0; n < 5; n += 1) {
      const texts = await statements(operations.getCurrentUser.path, secret);
      expect(texts).toEqual([expect.stringMatching(/^\/\* prepared: find-secret \*\//)]);
    }
  });

  it('a secret that is unknown, revoked or of a dead actor costs the same one statement', async () => {
    const revoked = await world.makeToken('none', 'revoked');
    await world.database.pool.query(
      'UPDATE secret SET retired_at = now() FROM api_token WHERE api_token.actor_id = secret.actor_id AND api_token.id = $1',
      [revoked.id],
    );
    for (const text of [createSecret('api'), revoked.secret]) {
      expect(await statements(operations.getCurrentUser.path, text)).toHaveLength(1);
    }
  });

  it('reads nothing from end to end, with a hundred thousand tokens, whether planned for the value or for any', async () => {
    const { pool } = world.database;
    await pool.query(`
      INSERT INTO actor (id, kind, username, role, created_by)
        SELECT md5('actor' || n)::uuid, 'token', 'service-account-apikey-' || n, 'none', 'test' FROM generate_series(1, 100000) AS n;
      INSERT INTO api_token (id, actor_id, client_id, display_name)
        SELECT md5('token' || n)::uuid, md5('actor' || n)::uuid, 'apikey-' || n, 't' FROM generate_series(1, 100000) AS n;
      INSERT INTO secret (id, actor_id, kind, digest, slot)
        SELECT md5('secret' || n)::uuid, md5('actor' || n)::uuid, 'api', sha256(n::text::bytea), 1 FROM generate_series(1, 100000) AS n;
      ANALYZE actor, api_token, secret`);
    const decided = ['actor', 'api_token', 'policy_epoch', 'secret'];
    const [text = ''] = await statements(
      operations.getCurrentUser.path,
      (await world.makeToken('none', 'one more')).secret,
    );
    const [alation = ''] = await statements(operations.getAlationUserInfo.path, createSecret('acc'));
    const client = await pool.connect();
    for (const { mode, sql, types, values, relations } of ['force_custom_plan', 'force_generic_plan'].flatMap(
      (mode) => [
        { mode, sql: text, types: '(bytea, text)', values: '', relations: decided },
        {
          mode,
          sql: alation,
          types: '(bytea, text, bigint)',
          values: ', NULL',
          relations: [...decided, 'workspace_setting'],
        },
      ],
    )) {
      await client.query(`SET plan_cache_mode = ${mode}`);
      await client.query(`PREPARE find_secret ${types} AS ${sql.replace('$2::inet', '$2::text::inet')}`);
      const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
        `EXPLAIN (FORMAT JSON) EXECUTE find_secret (sha256('7'), '192.0.2.1'${values})`,
      );
      await client.query('DEALLOCATE find_secret');
      const plan = nodesOf((rows[0]?.['QUERY PLAN'] as [{ Plan: PlanNode }])[0].Plan);
      const scans = plan.filter((one) => one['Relation Name'] !== undefined);
      expect(scans.map((one) => one['Relation Name']).sort()).toEqual(relations);
      for (const scan of scans) {
        // The table of the epoch has one row, that of the settings a handful, which are read for tokens of the Alation wire alone.
        if (!['policy_epoch', 'workspace_setting'].includes(scan['Relation Name'] ?? ''))
          expect(scan['Node Type'], mode).toMatch(/Index (Only )?Scan/);
      }
    }
    client.release();
  }, 60_000);
});

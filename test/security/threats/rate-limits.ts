import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../../../src/contract/index.ts';
import { createSecret, digestSecret, newGuid } from '../../../src/foundation/index.ts';
import { createCuttableWay } from '../../support/cuttable-way.ts';
import { exchangePipelined, type PipelinedAnswer } from '../../support/pipelined-client.ts';
import { reportFigures } from '../../support/report-figures.ts';
import { addNode, type Node, type NodeOptions } from '../node.ts';
import { createWorld, type World } from '../world.ts';

const { path } = operations.getCurrentUser;

/** A clock for budgets that a test moves. */
function handClock() {
  let nowMs = 1_000_000;
  return { monotonicMs: () => nowMs, pass: (ms: number) => void (nowMs += ms) };
}

function request(secret: string): Buffer {
  return Buffer.from(`GET ${path} HTTP/1.1\r\nHost: clavis.test\r\nAuthorization: Bearer ${secret}\r\n\r\n`);
}

function fieldOf({ head }: PipelinedAnswer, name: string): number {
  return Number(new RegExp(`\\r\\n${name}: (\\d+)`, 'i').exec(head)?.[1]);
}

/** T20: a rate limit that is wrong or can be got round. */
export function describeRateLimits({ requests }: { readonly requests: number }): void {
  const limit = requests / 2;

  describe('the rate limit', () => {
    let world: World;
    let token: { readonly id: string; readonly secret: string };
    beforeAll(async () => {
      world = await createWorld();
    });
    afterAll(() => world.close());

    async function newToken(): Promise<typeof token> {
      token = await world.makeToken('none', `t ${newGuid()}`);
      return token;
    }

    const ask = (node: Node, count: number, secret = token.secret) =>
      exchangePipelined(
        node.port,
        Array.from({ length: count }, () => request(secret)),
      );
    const allowed = async (node: Node, count: number, secret = token.secret): Promise<number> => {
      const answers = await ask(node, count, secret);
      for (const { status } of answers) expect([200, 429]).toContain(status);
      return answers.filter(({ status }) => status === 200).length;
    };
    const withNode = async (options: NodeOptions, work: (node: Node) => Promise<void>): Promise<void> => {
      await newToken();
      const node = await addNode(world, options);
      try {
        await work(node);
      } finally {
        await node.close();
      }
    };
    /** Nodes that know of each other. */
    const withNodes = async (count: number, options: NodeOptions, work: (nodes: readonly Node[]) => Promise<void>) => {
      await newToken();
      const nodes = await Promise.all(Array.from({ length: count }, () => addNode(world, options)));
      try {
        for (const node of [...nodes, ...nodes]) await node.identity.heartbeat.beat();
        await work(nodes);
      } finally {
        await Promise.all(nodes.map((node) => node.close()));
      }
    };
    const timeout = 1_200_000;

    it('one node lets through the limit and not one more, then what time gives back', { timeout }, async () => {
      const clock = handClock();
      await withNode({ requestsPerMinute: limit, monotonicMs: clock.monotonicMs }, async (node) => {
        expect(await allowed(node, requests)).toBe(limit);
        clock.pass(6_000);
        expect(await allowed(node, requests)).toBe(limit / 10);
        clock.pass(3_600_000);
        expect(await allowed(node, requests)).toBe(limit);
      });
    });

    it(
      'by the real clock a burst gets the limit and what came back meanwhile, within two in a hundred',
      { timeout },
      async () => {
        await withNode({ requestsPerMinute: limit }, async (node) => {
          const startedAt = performance.now();
          const passed = await allowed(node, requests);
          const due = limit * (1 + (performance.now() - startedAt) / 60_000);
          expect(passed).toBeGreaterThanOrEqual(limit);
          expect(passed).toBeLessThanOrEqual(due * 1.02);
          reportFigures('T20', { scenario: 'one node', requests, limit, passed, due: Math.round(due) });
        });
      },
    );

    it('three nodes together let through the limit', { timeout }, async () => {
      const clock = handClock();
      await withNodes(3, { requestsPerMinute: limit, monotonicMs: clock.monotonicMs }, async (nodes) => {
        let passed = 0;
        for (const node of nodes) passed += await allowed(node, requests / 2);
        expect(passed).toBeGreaterThan(limit * 0.98);
        expect(passed).toBeLessThanOrEqual(limit);
        reportFigures('T20', { scenario: 'three nodes', requests: (requests / 2) * 3, limit, passed });
      });
    });

    it('the same test finds three nodes that do not know of each other', { timeout }, async () => {
      const nodes = await Promise.all([1, 2, 3].map(() => addNode(world, { requestsPerMinute: 100 })));
      await newToken();
      let passed = 0;
      for (const node of nodes) passed += await allowed(node, 200);
      expect(passed).toBeGreaterThan(100 * 1.1);
      await Promise.all(nodes.map((node) => node.close()));
    });

    it('a node that ends leaves its share to the others', { timeout }, async () => {
      const clock = handClock();
      await withNodes(2, { requestsPerMinute: limit, monotonicMs: clock.monotonicMs }, async ([one, other]) => {
        expect(await allowed(one as Node, requests)).toBe(limit / 2);
        await other?.identity.stop();
        await one?.identity.heartbeat.beat();
        clock.pass(60_000);
        expect(await allowed(one as Node, requests)).toBe(limit);
      });
    });

    it('a second secret of the same token has no budget of its own', { timeout }, async () => {
      const clock = handClock();
      await withNode({ requestsPerMinute: limit, monotonicMs: clock.monotonicMs }, async (node) => {
        expect(await allowed(node, limit / 2)).toBe(limit / 2);
        const successor = createSecret('api');
        const { actor_id } = await world.database.db
          .selectFrom('api_token')
          .select('actor_id')
          .where('id', '=', token.id)
          .executeTakeFirstOrThrow();
        const digest = digestSecret(successor);
        await world.database.db
          .insertInto('secret')
          .values({ id: newGuid(), actor_id, kind: 'api', digest, slot: 2 })
          .execute();
        expect(await allowed(node, requests, successor)).toBe(limit / 2);
        expect(await allowed(node, 10)).toBe(0);
        // The one before is gone; what was spent stays spent.
        await world.database.db.deleteFrom('secret').where('actor_id', '=', actor_id).where('slot', '=', 1).execute();
        expect(await allowed(node, 10, successor)).toBe(0);
      });
    });

    it('the limit of a token comes before that of the workspace, higher or lower', { timeout }, async () => {
      await withNode({ requestsPerMinute: limit }, async (node) => {
        const setOwn = (own: number | null) =>
          world.database.db
            .updateTable('api_token')
            .set({ requests_per_minute: own })
            .where('id', '=', token.id)
            .execute();
        await setOwn(10);
        expect(await allowed(node, 50)).toBe(10);
        await newToken();
        await setOwn(limit * 100);
        expect(await allowed(node, requests)).toBe(requests);
      });
      await withNode({ requestsPerMinute: 0 }, async (node) => {
        expect(await allowed(node, requests)).toBe(requests);
      });
    });

    it('actors do not spend each other’s budget', { timeout }, async () => {
      const clock = handClock();
      await withNode({ requestsPerMinute: 100, monotonicMs: clock.monotonicMs }, async (node) => {
        expect(await allowed(node, 300)).toBe(100);
        await newToken();
        expect(await allowed(node, 300)).toBe(100);
      });
    });

    it('every authenticated answer says what is left, and a refusal says when to come back', { timeout }, async () => {
      const clock = handClock();
      await withNode({ requestsPerMinute: 5, monotonicMs: clock.monotonicMs }, async (node) => {
        const answers: PipelinedAnswer[] = [];
        while (answers.length < 7) answers.push(...(await ask(node, 1)));
        expect(answers.map((answer) => fieldOf(answer, 'ratelimit-remaining'))).toEqual([4, 3, 2, 1, 0, 0, 0]);
        for (const answer of answers) {
          expect(fieldOf(answer, 'ratelimit-limit')).toBe(5);
          expect(answer.head).toMatch(/\r\nratelimit-policy: 5;w=60(\r\n|$)/i);
        }
        const refused = answers.slice(5);
        expect(refused.map((answer) => [answer.status, fieldOf(answer, 'retry-after')])).toEqual([[429, 12], [429, 12]]); // prettier-ignore
        expect(JSON.parse(refused[0]?.body ?? '')).toMatchObject({
          code: 429,
          info: 'rate_limited',
          errorCode: 'ATLAS-429-00-001',
        });
        clock.pass(11_000);
        expect(fieldOf((await ask(node, 1))[0] as PipelinedAnswer, 'retry-after')).toBe(1);
        clock.pass(1_000);
        expect(await allowed(node, 2)).toBe(1);
        // Answers that fail for another reason say it too; strangers learn of no limit.
        clock.pass(60_000);
        const headers = { authorization: `Bearer ${token.secret}` };
        const missing = await node.server.inject({ url: '/api/meta/entity/guid/none', headers });
        expect([missing.statusCode >= 400, missing.headers['ratelimit-remaining']]).toEqual([true, '4']);
        const stranger = await node.server.inject({
          url: path,
          headers: { authorization: `Bearer ${createSecret('api')}` },
        });
        expect([stranger.statusCode, stranger.headers['ratelimit-limit']]).toEqual([401, undefined]);
      });
    });

    it('the wall clock may jump a day either way: nothing opens and nothing locks', { timeout }, async () => {
      let offMs = 0;
      const clock = { now: () => new Date(Date.now() + offMs) };
      await withNode({ requestsPerMinute: 100, clock }, async (node) => {
        expect(await allowed(node, 50)).toBe(50);
        for (offMs of [86_400_000, -86_400_000, 3_600_000]) expect(await allowed(node, 10)).toBe(10);
        expect(await allowed(node, 100)).toBeLessThan(40);
      });
    });

    it(
      'a database that is away or does not answer is 503, never 429, and counts for nothing',
      { timeout },
      async () => {
        const way = await createCuttableWay(world.database.url);
        const clock = handClock();
        const options = { requestsPerMinute: 20, monotonicMs: clock.monotonicMs, databaseUrl: way.url };
        await withNode(options, async (node) => {
          expect(await allowed(node, 10)).toBe(10);
          await way.cut();
          await node.identity.heartbeat.beat();
          const answers = await Promise.all(
            Array.from({ length: 50 }, () =>
              node.server.inject({ url: path, headers: { authorization: `Bearer ${token.secret}` } }),
            ),
          );
          expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([503]));
          expect(answers[0]?.headers['retry-after']).toBe('2');
          expect(node.identity.heartbeat.liveNodes).toBe(1);
          await way.repair();
          expect(await allowed(node, 30)).toBe(10);
        });
        await way.cut();
      },
    );
  });
}

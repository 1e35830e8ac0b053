import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../../../src/contract/index.ts';
import { systemClock } from '../../../src/foundation/index.ts';
import { sql } from '../../../src/postgres/index.ts';
import { exchangePipelined } from '../../support/pipelined-client.ts';
import { reportFigures } from '../../support/report-figures.ts';
import { addNode, type Node } from '../node.ts';
import { createWorld, type World } from '../world.ts';

interface Mark {
  readonly secondsAgo: number;
  readonly at: Date;
  readonly count: number;
}

/** T29: noting the last use of a secret does harm, or lies. */
export function describeLastUsed({ requests }: { readonly requests: number }): void {
  describe('noting the last use', () => {
    let world: World;
    let token: { readonly id: string; readonly secret: string };
    let nodes: Node[] = [];
    beforeAll(async () => {
      world = await createWorld();
    });
    afterEach(async () => {
      await Promise.all(nodes.map((node) => node.close()));
    });
    afterAll(() => world.close());

    const start = async (count: number): Promise<void> => {
      token = await world.makeToken('none', `t ${String(Math.random())}`);
      nodes = await Promise.all(Array.from({ length: count }, () => addNode(world)));
    };
    const use = async (node: Node, count: number): Promise<void> => {
      const head = `GET ${operations.getCurrentUser.path} HTTP/1.1\r\nHost: clavis.test\r\n`;
      const sent = Buffer.from(`${head}Authorization: Bearer ${token.secret}\r\n\r\n`);
      const answers = await exchangePipelined(
        node.port,
        Array.from({ length: count }, () => sent),
      );
      expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    };
    const flush = (node: Node | undefined): Promise<void> => node?.identity.marks?.flush() ?? Promise.resolve();
    const writes = (node: Node): number =>
      node.statements.texts.filter((text) => /\bUPDATE secret\b/.test(text)).length;
    const mark = async (): Promise<Mark | null> => {
      const { rows } = await sql<Mark>`
        SELECT secret.last_used_at AS at, secret.use_count AS count,
               extract(epoch FROM clock_timestamp() - secret.last_used_at)::float8 AS "secondsAgo"
        FROM secret JOIN api_token USING (actor_id)
        WHERE api_token.id = ${token.id} AND secret.last_used_at IS NOT NULL`.execute(world.database.db);
      return rows[0] ?? null;
    };

    it(
      'writes nothing while requests run, one row a flush, and counts every one of them',
      { timeout: 3_600_000 },
      async () => {
        await start(3);
        await Promise.all(nodes.map((node) => use(node, Math.floor(requests / 3))));
        expect(nodes.map(writes)).toEqual([0, 0, 0]);
        expect(await mark()).toBeNull();
        await Promise.all(nodes.map(flush));
        expect(nodes.map(writes)).toEqual([1, 1, 1]);
        const written = await mark();
        expect(written?.count).toBe(Math.floor(requests / 3) * 3);
        expect(written?.secondsAgo).toBeLessThan(60);
        await Promise.all(nodes.map(flush));
        expect(nodes.map(writes)).toEqual([1, 1, 1]);
        reportFigures('T29', {
          requests: written?.count ?? 0,
          nodes: 3,
          'row writes': 3,
          'error, s': (written?.secondsAgo ?? 0).toFixed(1),
        });
      },
    );

    it('the same count finds a node that writes at every request', async () => {
      await start(1);
      const [node] = nodes as [Node];
      for (let n = 0; n < 5; n += 1) {
        await use(node, 1);
        await flush(node);
      }
      expect(writes(node)).toBe(5);
    });

    it('never goes backwards, in whatever order nodes write', async () => {
      await start(3);
      let last = 0;
      for (let round = 0; round < 20; round += 1) {
        await Promise.all(nodes.map((node) => use(node, 2)));
        // The node that was used first writes last.
        for (const node of [...nodes].reverse()) {
          await flush(node);
          const at = (await mark())?.at.getTime() ?? 0;
          expect(at).toBeGreaterThanOrEqual(last);
          last = at;
        }
      }
      expect((await mark())?.count).toBe(120);
    });

    it('a node that dies loses its own last minute and nothing else', async () => {
      await start(2);
      const [one, other] = nodes as [Node, Node];
      await use(one, 5);
      await flush(one);
      await use(one, 7);
      await use(other, 3);
      // The first node is never asked to write again.
      await flush(other);
      expect(await mark()).toMatchObject({ count: 8 });
    });

    it('a clock that jumps a day between use and writing moves no mark', async () => {
      token = await world.makeToken('none', `t ${String(Math.random())}`);
      for (const jumpMs of [86_400_000, -86_400_000, 3_600_000]) {
        let offMs = 0;
        const node = await addNode(world, { clock: { now: () => new Date(systemClock.now().getTime() + offMs) } });
        nodes = [node];
        await use(node, 1);
        offMs = jumpMs;
        await flush(node);
        expect(Math.abs((await mark())?.secondsAgo ?? Infinity)).toBeLessThan(60);
        await sql`UPDATE secret SET last_used_at = NULL`.execute(world.database.db);
        await node.close();
        nodes = [];
      }
    });
  });
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../../../src/contract/index.ts';
import { createSecret } from '../../../src/foundation/index.ts';
import { exchangePipelined } from '../../support/pipelined-client.ts';
import { reportFigures } from '../../support/report-figures.ts';
import { addNode, type Node } from '../node.ts';
import { createWorld, type World } from '../world.ts';

const { path } = operations.getCurrentUser;

function request(secret: string, address: string): Buffer {
  const head = `GET ${path} HTTP/1.1\r\nHost: clavis.test\r\nX-Forwarded-For: ${address}\r\n`;
  return Buffer.from(`${head}Authorization: Bearer ${secret}\r\n\r\n`);
}

function siteOf(n: number): string {
  return `10.${String((n >> 16) & 255)}.${String((n >> 8) & 255)}.${String(n & 255)}`;
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export interface GuessingSize {
  readonly guesses: number;
  /** Addresses that the second half of the guesses comes from. */
  readonly sites: number;
}

/** T17: guessing tokens. Guessing passwords is in `src/identity/sign-in`. */
export function describeGuessing({ guesses, sites }: GuessingSize): void {
  describe('guessing tokens', () => {
    let world: World;
    beforeAll(async () => {
      world = await createWorld();
    });
    afterAll(() => world.close());

    /** One request after the other until told to stop; milliseconds of each, and the statuses. */
    function keepAsking(node: Node, secret: string, address: string) {
      const [times, statuses]: [number[], Set<number>] = [[], new Set()];
      let isOver = false;
      const asking = (async () => {
        while (!isOver) {
          const startedAt = performance.now();
          const headers = { authorization: `Bearer ${secret}`, 'x-forwarded-for': address };
          const answer = await fetch(`${node.url}${path}`, { headers });
          await answer.arrayBuffer();
          times.push(performance.now() - startedAt);
          statuses.add(answer.status);
        }
      })();
      const stop = async () => {
        isOver = true;
        await asking;
        return { times: times.sort((one, other) => one - other), statuses: [...statuses] };
      };
      return { stop };
    }

    const lookUps = (node: Node): number => node.statements.texts.filter((text) => text.includes('find-secret')).length;

    async function attack(node: Node, from: (n: number) => string, count: number) {
      let hits = 0;
      const batch = 5_000;
      for (let sent = 0; sent < count; sent += batch) {
        const requests = Array.from({ length: Math.min(batch, count - sent) }, (_, n) =>
          request(createSecret('api'), from(sent + n)),
        );
        for (const { status } of await exchangePipelined(node.port, requests)) {
          if (status < 400) hits += 1;
          else expect([401, 429]).toContain(status);
        }
      }
      return hits;
    }

    it(
      'hits nothing, costs the database little, and locks nobody out, not even the neighbours',
      { timeout: 3_600_000 },
      async () => {
        const node = await addNode(world, { trustProxy: ['127.0.0.1'] });
        const [mine, neighbour] = [await world.makeToken('none', 'mine'), await world.makeToken('none', 'neighbour')];
        const attacker = '192.0.2.66';
        const calm = keepAsking(node, mine.secret, attacker);
        await new Promise((passed) => setTimeout(passed, 1000));
        const before = await calm.stop();
        node.statements.clear();

        const startedAt = performance.now();
        const [here, elsewhere] = [
          keepAsking(node, mine.secret, attacker),
          keepAsking(node, neighbour.secret, '192.0.2.67'),
        ];
        const hits =
          (await attack(node, () => attacker, guesses)) + (await attack(node, (n) => siteOf(n % sites), guesses));
        const seconds = (performance.now() - startedAt) / 1000;
        // Nobody has seen this one, and it comes from where the guesses come from.
        const fresh = await world.makeToken('none', 'fresh');
        const answers = await exchangePipelined(
          node.port,
          Array.from({ length: 1 }, () => request(fresh.secret, attacker)),
        );
        const [during, other] = [await here.stop(), await elsewhere.stop()];

        expect(hits).toBe(0);
        expect([during.statuses, other.statuses]).toEqual([[200], [200]]);
        expect(answers.map(({ status }) => status)).toEqual([200]);
        const asked = lookUps(node) - during.times.length - other.times.length - 1;
        // A site alone: 31 and 5 a second. All together: one free each, 6,000 at once and 100 a second.
        expect(asked).toBeLessThanOrEqual(31 + 5 * (seconds + 1) + sites + 6_000 + 100 * (seconds + 1));
        reportFigures('T17', {
          guesses: guesses * 2,
          ...{ sites, hits, 'database reads': asked, seconds: seconds.toFixed(1) },
          'p99 calm, ms': percentile(before.times, 0.99).toFixed(2),
          'p99 attacked, ms': percentile(during.times, 0.99).toFixed(2),
        });
        await node.close();
      },
    );

    it('the same count finds a server without the budget', { timeout: 60_000 }, async () => {
      const open = await addNode(world, { trustProxy: ['127.0.0.1'], failuresPerMinute: 1e9 });
      await attack(open, () => '192.0.2.66', 1000);
      expect(lookUps(open)).toBe(1000);
      await open.close();
    });
  });
}

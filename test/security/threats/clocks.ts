import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../../../src/contract/index.ts';
import { createSecret, digestSecret, newGuid, systemClock, type SecretKind } from '../../../src/foundation/index.ts';
import { sql, type CompiledQuery } from '../../../src/postgres/index.ts';
import { reportFigures } from '../../support/report-figures.ts';
import { findSecretMarker, interceptFindSecret } from '../intercept-find-secret.ts';
import { addNode, type Node, type NodeOptions } from '../node.ts';
import { createWorld, type World } from '../world.ts';

const seconds = [1, 5, 59, 60, 61, 300, 3_599, 3_601, 43_200, 86_400];
const skews = [...seconds, ...seconds.map((skew) => -skew)];

/** When a secret was made, used and ends, in seconds from now by the clock of the database; and what is right. */
interface Flow {
  readonly kind: SecretKind;
  readonly expiresIn?: number;
  readonly retiresIn?: number;
  readonly tokenExpiresIn?: number;
  readonly usedAgo?: number;
  readonly madeAgo?: number;
  readonly isLive: boolean;
}

const flows: Readonly<Record<string, Flow>> = {
  'a token without expiry': { kind: 'api', isLive: true },
  'a token that ends in a minute': { kind: 'api', tokenExpiresIn: 60, isLive: true },
  'a token that ended a second ago': { kind: 'api', tokenExpiresIn: -1, isLive: false },
  'a secret that ends in a minute': { kind: 'api', expiresIn: 60, isLive: true },
  'a secret that ended a second ago': { kind: 'api', expiresIn: -1, isLive: false },
  'a secret whose overlap lasts': { kind: 'api', retiresIn: 60, isLive: true },
  'a secret whose overlap is over': { kind: 'api', retiresIn: -1, isLive: false },
  'a bearer that ends in a minute': { kind: 'usr', expiresIn: 60, isLive: true },
  'a bearer that ended a second ago': { kind: 'usr', expiresIn: -1, isLive: false },
  'a session used 59 minutes ago': { kind: 'ses', expiresIn: 600, madeAgo: 7_200, usedAgo: 3_540, isLive: true },
  'a session idle for an hour': { kind: 'ses', expiresIn: 600, madeAgo: 7_200, usedAgo: 3_601, isLive: false },
  'a session past its twelve hours': { kind: 'ses', expiresIn: -1, madeAgo: 43_201, usedAgo: 5, isLive: false },
};

/** T27: clocks. */
export function describeClocks({ edgesWatched }: { readonly edgesWatched: number }): void {
  describe('the clock of the database decides, whatever that of a node says', () => {
    let world: World;
    const secrets = new Map<string, string>();

    async function make(name: string, flow: Flow): Promise<void> {
      const { db } = world.database;
      const { id } = await world.makeToken('none', name);
      const { actor_id: tokenActor } = await db
        .selectFrom('api_token')
        .select('actor_id')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      const text = createSecret(flow.kind);
      const from = (offset: number | undefined) => sql<Date | null>`now() + make_interval(secs => ${offset ?? null})`;
      if (flow.tokenExpiresIn !== undefined) {
        await db
          .updateTable('api_token')
          .set({ expires_at: from(flow.tokenExpiresIn) })
          .where('id', '=', id)
          .execute();
      }
      const isToken = flow.kind === 'api';
      await db
        .insertInto('secret')
        .values({
          id: newGuid(),
          actor_id: isToken ? tokenActor : world.admin.principal.actorId,
          kind: flow.kind,
          digest: digestSecret(text),
          slot: isToken ? 2 : null,
          created_at: sql<Date>`now() - make_interval(secs => ${flow.madeAgo ?? 0})`,
          expires_at: from(flow.expiresIn),
          retires_at: from(flow.retiresIn),
          last_used_at: from(flow.usedAgo === undefined ? undefined : -flow.usedAgo),
        })
        .execute();
      secrets.set(name, text);
    }

    beforeAll(async () => {
      world = await createWorld();
      for (const [name, flow] of Object.entries(flows)) await make(name, flow);
    });
    afterAll(() => world.close());

    const skewed = (skewSeconds: number, options: NodeOptions = {}): Promise<Node> =>
      addNode(world, { ...options, clock: { now: () => new Date(systemClock.now().getTime() + skewSeconds * 1000) } });

    async function isAccepted(node: Node, text: string): Promise<boolean> {
      const headers = text.startsWith('clv_ses_')
        ? { cookie: `__Host-clavis=${text}` }
        : { authorization: `Bearer ${text}` };
      const { statusCode } = await node.server.inject({ url: operations.getCurrentUser.path, headers });
      expect([200, 401]).toContain(statusCode);
      return statusCode === 200;
    }

    async function wrongAt(node: Node): Promise<string[]> {
      const wrong: string[] = [];
      for (const [name, { isLive }] of Object.entries(flows)) {
        if ((await isAccepted(node, secrets.get(name) ?? '')) !== isLive) wrong.push(name);
      }
      return wrong;
    }

    it(
      'is right about every secret at every skew from a second to a day, either way',
      { timeout: 120_000 },
      async () => {
        for (const skew of [0, ...skews]) {
          const node = await skewed(skew);
          expect(await wrongAt(node), `${String(skew)} s`).toEqual([]);
          // Marks are not written, or the sessions would be used and live on.
          await node.server.close();
        }
        reportFigures('T27', { skews: skews.length + 1, flows: Object.keys(flows).length, wrong: 0 });
      },
    );

    it('the same test finds a node that goes by its own clock', async () => {
      for (const skew of [-3_600, 3_600]) {
        const late = await skewed(0, {
          wrap: (db) =>
            interceptFindSecret(db, (query: CompiledQuery, ask) => {
              const own = `(now() + interval '${String(skew)} seconds')`;
              const changed = query.sql.replace(findSecretMarker, '').replaceAll('now()', own);
              return ask({ ...query, sql: changed });
            }),
        });
        expect(await wrongAt(late)).not.toEqual([]);
        await late.server.close();
      }
    });

    it('a token is refused within a second of its expiry, at nodes a day off', { timeout: 300_000 }, async () => {
      const nodes = await Promise.all([-86_400, 0, 86_400].map((skew) => skewed(skew)));
      let worst = -Infinity;
      for (let round = 0; round < edgesWatched; round += 1) {
        const name = `edge ${String(round)}`;
        await make(name, { kind: 'api', tokenExpiresIn: 1.5, isLive: true });
        const { rows } = await sql<{ endsInMs: number }>`
          SELECT extract(epoch FROM expires_at - clock_timestamp())::float8 * 1000 AS "endsInMs"
          FROM api_token WHERE display_name = ${name}`.execute(world.database.db);
        const endsAt = performance.now() + (rows[0]?.endsInMs ?? 0);
        for (let turn = 0; performance.now() < endsAt + 1500; turn += 1) {
          const startedAt = performance.now();
          const accepted = await isAccepted(nodes[turn % nodes.length] as Node, secrets.get(name) ?? '');
          if (accepted) worst = Math.max(worst, startedAt - endsAt);
        }
      }
      expect(worst).toBeLessThan(1000);
      reportFigures('T27', { 'edges watched': edgesWatched, 'last accepted start, ms after expiry': worst.toFixed(2) });
      await Promise.all(nodes.map((node) => node.server.close()));
    });
  });
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../../../src/contract/index.ts';
import { createSecret } from '../../../src/foundation/index.ts';
import { exchangePipelined, type PipelinedAnswer } from '../../support/pipelined-client.ts';
import { exchangeRaw } from '../../support/raw-exchange.ts';
import { reportFigures } from '../../support/report-figures.ts';
import { seededRandom, type SeededRandom } from '../../support/seeded-random.ts';
import { interceptFindSecret } from '../intercept-find-secret.ts';
import { addNode, type Node } from '../node.ts';
import { createWorld, type World } from '../world.ts';

const { path } = operations.getCurrentUser;

/** Makes the lines of a request that carry, or do not carry, a credential. */
type Maker = (random: SeededRandom, live: string) => readonly (string | Buffer)[];

const base62 = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'] as [string, ...string[]];
/** Letters that look like ours and are others. */
const lookAlikes: Readonly<Record<string, string>> = {
  c: 'с',
  a: 'а',
  p: 'р',
  i: 'і',
  l: 'ӏ',
  o: 'о',
  e: 'е',
  v: 'ν',
  _: '＿',
};

function header(...value: readonly (string | Buffer)[]): readonly (string | Buffer)[] {
  return ['Authorization: ', ...value, '\r\n'];
}

/** A live secret with something done to it; never the secret itself. */
function damage(secret: string, random: SeededRandom): string {
  const at = random.below(secret.length);
  const [before, letter, after] = [secret.slice(0, at), secret.charAt(at), secret.slice(at + 1)];
  const broken = random.pick([
    before + random.pick(base62) + after,
    before + after,
    before + letter + random.pick(base62) + after,
    secret.slice(0, at),
    secret + random.pick(base62),
    before + (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()) + after,
    before + after.charAt(0) + letter + after.slice(1),
    before + (lookAlikes[letter] ?? 'о') + after,
    `${before} ${letter}${after}`,
  ]);
  // Blanks around a bearer are let pass.
  return broken.trim() === secret ? `${secret}0` : broken;
}

/** Bytes that a header may hold; the others never come as far as a credential and are sent one by one, below. */
const legalPool = seededRandom(0)
  .bytes(1 << 16)
  .map((byte) => (byte < 0x20 || byte === 0x7f ? 0x41 : byte)) as Buffer;

function legalBytes(random: SeededRandom, length: number): Buffer {
  const start = random.below(legalPool.length - length);
  return legalPool.subarray(start, start + length);
}

/** What has no checksum that is right: refused without the database. */
const makers: Readonly<Record<string, Maker>> = {
  'random bytes': (random) => header('Bearer x', legalBytes(random, random.below(200))),
  'long random bytes': (random) => header('Bearer x', legalBytes(random, random.below(12_000))),
  'no scheme': (random) => header('x', legalBytes(random, random.below(80))),
  damaged: (random, live) => header('Bearer ', damage(live, random)),
  'a live secret without the scheme': (_, live) => header(live),
  'a live secret under another scheme': (random, live) =>
    header(
      random.pick(['Basic ', 'Token ', 'Bearer: ', 'Bearer=', 'BearerX ', 'Digest ', 'secret-token:', 'Bearer\t']),
      live,
    ),
  'a live secret with something around it': (random, live) =>
    header(
      'Bearer ',
      random.pick([`"${live}"`, `${live},`, `,${live}`, `${live} ${live}`, `${live};`, `<${live}>`, `${live}=`]),
    ),
  'a list of two': (random, live) => header(`Bearer ${damage(live, random)}, Bearer ${live}`),
  'a right beginning': (random) => header('Bearer clv_api_', legalBytes(random, 49)),
  'a kind there is not': (_, live) => header(`Bearer ${live.replace('_api_', '_dev_')}`),
};

/** What has a right checksum and was never issued, and secrets of a kind that is no bearer: the same answer. */
const unknown: Maker = () => header(`Bearer ${createSecret('api')}`);
const otherKind: Maker = (random) => header(`Bearer ${createSecret(random.pick(['ref', 'acc', 'cli', 'ses']))}`);

function request(lines: readonly (string | Buffer)[], target: string = path): Buffer {
  const head = `GET ${target} HTTP/1.1\r\nHost: clavis.test\r\nX-Atlan-Request-Id: same\r\n`;
  return Buffer.concat([head, ...lines, '\r\n'].map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
}

/** Counts what came back: accepted, failed, and every different pair of status and body. */
function judge(answers: readonly PipelinedAnswer[]) {
  const accepted = answers.filter(({ status }) => status < 400).length;
  const failed = answers.filter(({ status }) => status >= 500).length;
  const said = [...new Set(answers.map(({ status, body }) => `${String(status)} ${body}`))];
  return { accepted, failed, said };
}

/** T01: malformed credentials. */
export function describeMalformedCredentials({ inputs }: { readonly inputs: number }): void {
  describe('whatever stands in place of a credential', () => {
    let world: World;
    let node: Node;
    let live: string;

    beforeAll(async () => {
      world = await createWorld();
      node = await addNode(world, { failuresPerMinute: 1e9 });
      live = world.admin.tokenSecret;
    });
    afterAll(async () => {
      await node.close();
      await world.close();
    });

    const making = (count: number, from: readonly Maker[]) => {
      const random = seededRandom(1);
      return Array.from({ length: count }, (_, n) => request((from[n % from.length] ?? unknown)(random, live)));
    };

    it('is refused with one and the same 401, without asking the database', { timeout: 3_600_000 }, async () => {
      const [right] = await exchangePipelined(node.port, [request(header(`Bearer ${live}`))]);
      expect(right?.status).toBe(200);
      node.statements.clear();
      const said = new Set<string>();
      const batch = 10_000;
      for (let sent = 0; sent < inputs; sent += batch) {
        const random = seededRandom(sent);
        const from = [...Object.values(makers), otherKind];
        const requests = Array.from({ length: Math.min(batch, inputs - sent) }, (_, n) =>
          request((from[n % from.length] ?? otherKind)(random, live)),
        );
        const judged = judge(await exchangePipelined(node.port, requests));
        expect([judged.accepted, judged.failed]).toEqual([0, 0]);
        for (const one of judged.said) said.add(one);
      }
      expect([...said]).toEqual([expect.stringMatching(/^401 .*"info":"token_invalid"/)]);
      expect(node.statements.texts).toEqual([]);
      const strangers = judge(await exchangePipelined(node.port, making(1000, [unknown])));
      expect(strangers).toEqual({ accepted: 0, failed: 0, said: [...said] });
      // The same count sees the look-ups that a right checksum costs.
      expect(node.statements.texts).toHaveLength(1000);
      reportFigures('T01', { inputs: inputs + 1000, accepted: 0, 'other answers': said.size - 1, 'database reads': 0 });
    });

    it('is not read from the URL, the body or another cookie, nor from two places at once', async () => {
      const raw = (lines: readonly string[], target: string = path) =>
        exchangeRaw(node.port, [request([...lines, 'Connection: close\r\n'], target)]);
      const kinds = ['api', 'ref', 'acc', 'usr', 'cli', 'ses'] as const;
      const inUrl = [live, ...kinds.map((kind) => createSecret(kind))].flatMap((secret) => [
        ...['token', 'access_token', 'api_key', 'x', 'Authorization'].map((key) => `${path}?${key}=${secret}`),
        ...[
          `${path}?${secret}`,
          `${path}?a=b&filter=%7B%22x%22%3A%22${secret}%22%7D`,
          `${path}?x=secret-token:${secret}`,
        ],
        ...[`${path}?x=clv%5F${secret.slice(4)}`, `${path}?x=${secret.slice(0, 30)}`],
      ]);
      for (const target of inUrl) {
        const answer = await raw([`Authorization: Bearer ${live}\r\n`], target);
        expect(answer?.status, target).toBe(400);
        expect(answer?.body).not.toContain('clv_');
      }
      expect((await raw([`Cookie: token=${live}; Authorization=${live}\r\n`]))?.status).toBe(401);
      expect((await raw([`Cookie: __Host-clavis=${live}\r\n`]))?.status).toBe(401);
      expect((await raw([`X-Api-Key: ${live}\r\n`, `Proxy-Authorization: Bearer ${live}\r\n`]))?.status).toBe(401);
      const twice = [`Authorization: Bearer ${live}\r\n`, `AUTHORIZATION: Bearer ${live}\r\n`];
      expect((await raw(twice))?.status).toBe(400);
      expect((await raw([twice[0] ?? '', `Cookie: __Host-clavis=${createSecret('ses')}\r\n`]))?.status).toBe(400);
    });

    it(
      'that breaks the request itself ends with an answer below 500 or a closed connection',
      { timeout: 120_000 },
      async () => {
        const random = seededRandom(7);
        const breaks = [
          '\r\n\r\n',
          '\r\nX: ',
          '\n',
          '\r',
          '\0',
          '\r\n Authorization: ',
          '\x7f',
          '\x0b',
          '\r\nAuthorization: Bearer ',
        ];
        for (let n = 0; n < 500; n += 1) {
          const at = random.below(live.length);
          const value = live.slice(0, at) + random.pick(breaks as [string, ...string[]]) + live.slice(at);
          const sent = request([...header(`Bearer ${value}`), 'Connection: close\r\n']);
          // A connection that the server broke off is as good a refusal.
          const answer = await exchangeRaw(node.port, [sent]).catch(() => null);
          if (answer !== null) expect([400, 401], JSON.stringify(value)).toContain(answer.status);
        }
        for (const size of [15_000, 16_000, 17_000, 40_000, 65_536]) {
          const sent = request([...header('Bearer ', 'x'.repeat(size)), 'Connection: close\r\n']);
          const answer = await exchangeRaw(node.port, [sent]).catch(() => null);
          if (answer !== null) expect([400, 401], String(size)).toContain(answer.status);
        }
      },
    );

    it('the same test finds a server that takes any secret with a right checksum', async () => {
      const credulous = await addNode(world, {
        failuresPerMinute: 1e9,
        wrap: (db) =>
          interceptFindSecret(db, async (query, ask) => {
            const [digest, ...others] = query.parameters as [Buffer, ...unknown[]];
            const { rows } = await world.database.pool.query<{ digest: Buffer }>(
              `SELECT digest FROM secret WHERE kind = 'api' AND retired_at IS NULL LIMIT 1`,
            );
            const found = await ask({ ...query, parameters: [rows[0]?.digest, ...others] });
            return { ...found, rows: found.rows.map((row) => ({ ...(row as object), digest })) };
          }),
      });
      expect(judge(await exchangePipelined(credulous.port, making(50, [unknown]))).accepted).toBe(50);
      await credulous.close();
    });
  });
}

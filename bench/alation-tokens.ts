import { createHash, randomBytes } from 'node:crypto';
import autocannon from 'autocannon';
import Fastify from 'fastify';
import pg from 'pg';
import { startMeasuredServer, type OwnServer } from './measured-server.ts';
import { median, rounded, type BenchOptions, type Finding } from './median.ts';

const connections = 16;
/** So many that nobody waits for one hot row. */
const tokens = 64;

/** A refresh token, its owner, and the access token made from it. */
interface Pair {
  readonly refreshToken: string;
  readonly userId: number;
  readonly accessToken: string;
}

interface Answer {
  readonly refresh_token: string;
  readonly api_access_token: string;
  readonly user_id: number;
}

async function post(url: string, body: object): Promise<Answer> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answered ${String(answer.status)}: ${text.slice(0, 500)}`);
  return JSON.parse(text) as Answer;
}

function endpointOf(base: string, name: string): string {
  return `${base}/integration/v1/${name}/`;
}

async function makePair({ url, username, password }: OwnServer): Promise<Pair> {
  const named = { username, password, name: 'bench' };
  const { refresh_token, user_id } = await post(endpointOf(url, 'createRefreshToken'), named);
  const made = await post(endpointOf(url, 'createAPIAccessToken'), { refresh_token, user_id });
  return { refreshToken: refresh_token, userId: user_id, accessToken: made.api_access_token };
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** The limits: what either endpoint cannot do without, and nothing else. */
async function startBareRoutes(databaseUrl: string) {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: connections });
  await pool.query('CREATE TABLE bench_secret (LIKE secret INCLUDING ALL)');
  const find = async (text: string) => {
    const found = await pool.query<{ actor_id: string }>('SELECT actor_id FROM secret WHERE digest = $1', [
      digestOf(text),
    ]);
    return found.rows[0];
  };
  const server = Fastify();
  server.post<{ Body: { api_access_token: string } }>('/integration/v1/validateAPIAccessToken/', ({ body }) =>
    find(body.api_access_token),
  );
  server.post<{ Body: { refresh_token: string } }>('/integration/v1/createAPIAccessToken/', async ({ body }) => {
    const owner = await find(body.refresh_token);
    await pool.query(
      `INSERT INTO bench_secret (id, actor_id, kind, digest) VALUES (gen_random_uuid(), $1, 'acc', $2)`,
      [owner?.actor_id, randomBytes(32)],
    );
    return owner;
  });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    close: async () => {
      await server.close();
      await pool.end();
    },
  };
}

interface Load {
  readonly name: string;
  readonly bodies: readonly object[];
  readonly seconds: number;
}

/** Requests a second, as a load process of its own sees them. */
async function measure(base: string, { name, bodies, seconds }: Load): Promise<number> {
  const requests = bodies.map((body) => ({ body: JSON.stringify(body) }));
  const result = await autocannon({
    ...{ url: endpointOf(base, name), method: 'POST', headers: { 'content-type': 'application/json' } },
    ...{ connections, duration: seconds, workers: 1, requests },
  });
  if (result.non2xx > 0) throw new Error(`${name} answered ${String(result.non2xx)} times with a refusal`);
  return result.requests.average;
}

/** The time within which 95 of 100 calls are answered, one at a time. */
async function p95Millis(calls: number, run: (index: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < calls; index += 1) {
    const startedAt = performance.now();
    await run(index);
    times.push(performance.now() - startedAt);
  }
  return times.toSorted((one, two) => one - two)[Math.ceil(0.95 * calls) - 1] ?? Number.NaN;
}

/** The load of either endpoint by every pair in turn. */
function loadsOf(pairs: readonly Pair[], seconds: number): { readonly create: Load; readonly validate: Load } {
  const create = pairs.map(({ refreshToken, userId }) => ({ refresh_token: refreshToken, user_id: userId }));
  const validate = pairs.map(({ accessToken, userId }) => ({ api_access_token: accessToken, user_id: userId }));
  return {
    create: { name: 'createAPIAccessToken', bodies: create, seconds },
    validate: { name: 'validateAPIAccessToken', bodies: validate, seconds },
  };
}

interface Turn {
  readonly validate: number;
  readonly bareValidate: number;
  readonly create: number;
  readonly bareCreate: number;
}

/** The two servers that take turns, and for how long. */
interface Contest {
  readonly own: string;
  readonly bare: string;
  readonly turns: number;
  readonly seconds: number;
}

/** Validation comes first: making access tokens ends those that were there. */
async function takeTurn({ own, bare, seconds }: Contest, pairs: readonly Pair[]): Promise<Turn> {
  const { create, validate } = loadsOf(pairs, seconds);
  return {
    validate: await measure(own, validate),
    bareValidate: await measure(bare, validate),
    create: await measure(own, create),
    bareCreate: await measure(bare, create),
  };
}

async function refresh(url: string, pairs: readonly Pair[]): Promise<readonly Pair[]> {
  return Promise.all(
    pairs.map(async (pair) => {
      const fields = { refresh_token: pair.refreshToken, user_id: pair.userId };
      const { api_access_token: accessToken } = await post(endpointOf(url, 'createAPIAccessToken'), fields);
      return { ...pair, accessToken };
    }),
  );
}

async function takeTurns(contest: Contest, made: readonly Pair[]) {
  const taken: Turn[] = [];
  let pairs = made;
  for (let turn = 0; turn <= contest.turns; turn += 1) {
    taken.push(await takeTurn(contest, pairs));
    pairs = await refresh(contest.own, pairs);
  }
  return { taken: taken.slice(1), pairs };
}

async function timeSingleCalls(server: OwnServer, pairs: readonly Pair[], calls: number) {
  const { create, validate } = loadsOf(pairs, 0);
  const callOf = (load: Load) => (index: number) =>
    post(endpointOf(server.url, load.name), load.bodies[index % load.bodies.length] ?? {});
  return {
    pairP95Ms: rounded(await p95Millis(Math.ceil(calls / 10), () => makePair(server)), 1),
    validateP95Ms: rounded(await p95Millis(calls, callOf(validate)), 1),
    createP95Ms: rounded(await p95Millis(calls, callOf(create)), 1),
  };
}

async function makePairs(server: OwnServer, count: number): Promise<readonly Pair[]> {
  const pairs: Pair[] = [];
  for (let index = 0; index < count; index += 1) pairs.push(await makePair(server));
  return pairs;
}

/** The token endpoints of the Alation wire against the bare statements, in turns. */
export async function benchAlationTokens({ isQuick }: BenchOptions): Promise<readonly Finding[]> {
  const server = await startMeasuredServer();
  const bare = await startBareRoutes(server.databaseUrl);
  try {
    const made = await makePairs(server, isQuick ? 4 : tokens);
    const [turns, seconds] = isQuick ? [1, 1] : [5, 4];
    const { taken, pairs } = await takeTurns({ own: server.url, bare: bare.url, turns, seconds }, made);
    const single = await timeSingleCalls(server, pairs, isQuick ? 10 : 400);
    const middle = (of: (turn: Turn) => number, digits = 0) => rounded(median(taken.map(of)), digits);
    return [
      {
        bench: 'alation-tokens: create',
        ratio: middle(({ create, bareCreate }) => create / bareCreate, 2),
        goal: null,
        figures: {
          perSecond: middle(({ create }) => create),
          barePerSecond: middle(({ bareCreate }) => bareCreate),
          p95Ms: single.createP95Ms,
          pairP95Ms: single.pairP95Ms,
        },
      },
      {
        bench: 'alation-tokens: validate',
        ratio: middle(({ validate, bareValidate }) => validate / bareValidate, 2),
        goal: null,
        figures: {
          perSecond: middle(({ validate }) => validate),
          barePerSecond: middle(({ bareValidate }) => bareValidate),
          p95Ms: single.validateP95Ms,
        },
      },
    ];
  } finally {
    await bare.close();
    await server.stop();
  }
}

import autocannon from 'autocannon';
import Fastify from 'fastify';
import pg from 'pg';
import { startMeasuredServer, type OwnServer } from './measured-server.ts';
import { median, rounded, type BenchOptions, type Finding } from './median.ts';
import { catalogShape, connectionName, fillCatalog } from './search/fill-catalog.ts';

const connections = 16;
const pageSize = 100;
/** Pages far from each other, so that none is answered twice in a row. */
const pages = 64;

/** The limit: a Fastify route that does the one statement that a page cannot do without, and sends the rows as they are. */
async function startBareRoute(databaseUrl: string) {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: connections });
  const server = Fastify();
  server.get<{ Querystring: { id__gt: string } }>('/integration/v2/table/', async ({ query }) => {
    const found = await pool.query(
      `SELECT * FROM asset WHERE relational_kind(type_name, state) = 'table' AND number > $1 ORDER BY number LIMIT $2`,
      [query.id__gt, pageSize],
    );
    return found.rows as unknown[];
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

async function post(url: string, body: object): Promise<Record<string, unknown>> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answered ${String(answer.status)}: ${text.slice(0, 500)}`);
  return JSON.parse(text) as Record<string, unknown>;
}

/** An API access token of the admin, as clients make it. */
async function makeAccessToken({ url, username, password }: OwnServer): Promise<string> {
  const named = { username, password, name: 'bench' };
  const { refresh_token, user_id } = await post(`${url}/integration/v1/createRefreshToken/`, named);
  const made = await post(`${url}/integration/v1/createAPIAccessToken/`, { refresh_token, user_id });
  return String(made['api_access_token']);
}

/** Gives the admin every connection, so that all of it is read, and the numbers behind which pages begin. */
async function prepare(client: pg.Client, { username }: OwnServer, assets: number): Promise<readonly number[]> {
  const shape = catalogShape(assets);
  await fillCatalog(client, shape);
  for (let n = 0; n < shape.connections; n += 1) {
    await client.query(
      `INSERT INTO connection_admin (connection_guid, qualified_name, subject_kind, subject)
       VALUES (gen_random_uuid(), $1, 'actor', $2)`,
      [connectionName(n), username],
    );
  }
  const { rows } = await client.query<{ least: string; most: string }>(
    'SELECT min(number)::text AS least, max(number)::text AS most FROM asset',
  );
  const [least, most] = [Number(rows[0]?.least), Number(rows[0]?.most)];
  // The last of them are behind everything with room for a page.
  const room = Math.max(1, most - least - pageSize * (shape.columns + 1) * 2);
  return Array.from({ length: pages }, (_, page) => least + Math.floor(((page * 37) % pages) * (room / pages)));
}

interface Load {
  readonly base: string;
  readonly paths: readonly string[];
  readonly token: string;
  readonly seconds: number;
}

async function measure({ base, paths, token, seconds }: Load): Promise<number> {
  const requests = paths.map((path) => ({ method: 'GET' as const, path }));
  const result = await autocannon({
    ...{ url: base, headers: { token }, connections, duration: seconds, workers: 1, requests },
  });
  if (result.non2xx > 0) throw new Error(`${base} answered ${String(result.non2xx)} times with a refusal`);
  return result.requests.average;
}

/** The time within which 95 of 100 calls are answered, one at a time. Every one of them has to hold a whole page. */
async function p95Millis({ base, paths, token }: Omit<Load, 'seconds'>, calls: number): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < calls; index += 1) {
    const startedAt = performance.now();
    const answer = await fetch(base + (paths[index % paths.length] ?? ''), { headers: { token } });
    const rows = (await answer.json()) as unknown[];
    times.push(performance.now() - startedAt);
    if (rows.length !== pageSize) throw new Error(`a page of ${String(rows.length)} rows`);
  }
  return times.toSorted((one, two) => one - two)[Math.ceil(0.95 * calls) - 1] ?? Number.NaN;
}

/** A page of 100 tables of the Alation wire among 1,000,000 assets against the bare statement, in turns; and far behind, by `skip`. */
export async function benchAlationTables({ isQuick }: BenchOptions): Promise<Finding> {
  const [assets, turns, seconds, calls] = isQuick ? [20_000, 1, 1, 10] : [1_000_000, 5, 4, 400];
  const server = await startMeasuredServer();
  const client = new pg.Client({ connectionString: server.databaseUrl });
  await client.connect();
  const bare = await startBareRoute(server.databaseUrl);
  const taken: { own: number; limit: number }[] = [];
  try {
    const starts = await prepare(client, server, assets);
    const token = await makeAccessToken(server);
    const list = '/integration/v2/table/?limit=100';
    const paths = starts.map((start) => `${list}&id__gt=${String(start)}`);
    // As clients page: the last pages of all there are, behind everything before.
    const tables = Math.floor(assets / (catalogShape(assets).columns + 1));
    const behind = starts.map((_, page) => `${list}&skip=${String(tables - pageSize * (1 + (page % 4)))}`);
    for (let turn = 0; turn <= turns; turn += 1) {
      taken.push({
        own: await measure({ base: server.url, paths, token, seconds }),
        limit: await measure({ base: bare.url, paths, token, seconds }),
      });
    }
    const counted = taken.slice(1);
    const middle = (of: (turn: (typeof taken)[number]) => number, digits = 0) =>
      rounded(median(counted.map(of)), digits);
    return {
      bench: 'alation-tables',
      ratio: middle(({ own, limit }) => own / limit, 2),
      goal: null,
      figures: {
        perSecond: middle(({ own }) => own),
        barePerSecond: middle(({ limit }) => limit),
        pageP95Ms: rounded(await p95Millis({ base: server.url, paths, token }, calls), 1),
        lastPageP95Ms: rounded(await p95Millis({ base: server.url, paths: behind, token }, Math.ceil(calls / 4)), 1),
      },
    };
  } finally {
    await bare.close();
    await client.end();
    await server.stop();
  }
}

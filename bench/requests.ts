import autocannon from 'autocannon';
import Fastify from 'fastify';
import pg from 'pg';
import { median, rounded, type Finding } from './median.ts';
import { startMeasuredServer } from './measured-server.ts';

const turns = 5;
const secondsPerTurn = 4;
const connections = 16;

/** The limit: a Fastify route that does one indexed statement and nothing else. */
async function startBareRoute(databaseUrl: string) {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 16 });
  const { rows } = await pool.query<{ id: string }>('SELECT id FROM actor LIMIT 1');
  const server = Fastify();
  server.get('/bare', async () => {
    const found = await pool.query('SELECT id, username, role FROM actor WHERE id = $1', [rows[0]?.id]);
    return found.rows[0] as unknown;
  });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  return {
    url: `${url}/bare`,
    close: async () => {
      await server.close();
      await pool.end();
    },
  };
}

/** Requests a second, as a load process of its own sees them. */
async function measure(url: string, token?: string): Promise<number> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const result = await autocannon({ url, headers, connections, duration: secondsPerTurn, workers: 1 });
  if (result.non2xx > 0)
    throw new Error(`${url} answered ${String(result.non2xx)} times with something other than 200`);
  return result.requests.average;
}

/** Authenticated `users/current` against the bare route, in turns. */
export async function benchRequests(): Promise<Finding> {
  const server = await startMeasuredServer();
  const bare = await startBareRoute(server.databaseUrl);
  const current = `${server.url}/api/service/users/current`;
  const own: number[] = [];
  const limit: number[] = [];
  try {
    await measure(current, server.token);
    await measure(bare.url);
    for (let turn = 0; turn < turns; turn += 1) {
      own.push(await measure(current, server.token));
      limit.push(await measure(bare.url));
    }
  } finally {
    await bare.close();
    await server.stop();
  }
  return {
    bench: 'requests',
    ratio: rounded(median(own.map((value, turn) => value / (limit[turn] ?? Number.NaN)))),
    goal: 0.7,
    figures: { usersCurrentPerSecond: rounded(median(own), 0), barePerSecond: rounded(median(limit), 0) },
  };
}

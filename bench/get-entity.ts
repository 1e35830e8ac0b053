import autocannon from 'autocannon';
import Fastify from 'fastify';
import pg from 'pg';
import { call, startMeasuredServer, type MeasuredServer } from './measured-server.ts';
import { median, rounded, type BenchOptions, type Finding } from './median.ts';
import { catalogShape, connectionName, fillCatalog } from './search/fill-catalog.ts';

const connections = 16;
const assets = 20_000;
const asked = 500;

/** The limit: a Fastify route that reads the row and sends it as it is. */
async function startBareRoute(databaseUrl: string) {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 16 });
  const server = Fastify();
  server.get<{ Params: { guid: string } }>('/bare/:guid', async ({ params }) => {
    const found = await pool.query('SELECT * FROM asset WHERE guid = $1', [params.guid]);
    return found.rows[0] as unknown;
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

interface EntityLoad {
  readonly paths: readonly string[];
  readonly seconds: number;
  readonly token?: string;
}

/** Requests a second for many assets in turn. */
async function measure(base: string, load: EntityLoad): Promise<number> {
  const { paths, seconds, token } = load;
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const requests = paths.map((path) => ({ method: 'GET' as const, path }));
  const result = await autocannon({ url: base, headers, connections, duration: seconds, workers: 1, requests });
  if (result.non2xx > 0)
    throw new Error(`${base} answered ${String(result.non2xx)} times with something other than 200`);
  return result.requests.average;
}

async function findGuids(client: pg.Client, server: MeasuredServer): Promise<readonly string[]> {
  await fillCatalog(client, catalogShape(assets));
  const { username } = (await call(server, '/api/service/users/current')) as { username: string };
  await client.query(
    `INSERT INTO connection_admin (connection_guid, qualified_name, subject_kind, subject)
     VALUES (gen_random_uuid(), $1, 'actor', $2)`,
    [connectionName(3), username],
  );
  const { rows } = await client.query<{ guid: string }>(
    `SELECT guid FROM asset WHERE type_name = 'Column' AND direct_tag_names = '{}' AND qualified_name ^@ $1 LIMIT $2`,
    [`${connectionName(3)}/`, asked],
  );
  return rows.map(({ guid }) => guid);
}

/** An asset by its guid, as clients look before they delete and whole, against the bare route, in turns. */
export async function benchGetEntity({ isQuick }: BenchOptions): Promise<Finding> {
  const [turns, seconds] = isQuick ? [1, 1] : [5, 4];
  const server = await startMeasuredServer();
  const client = new pg.Client({ connectionString: server.databaseUrl });
  await client.connect();
  const bare = await startBareRoute(server.databaseUrl);
  const taken: { own: number; whole: number; limit: number }[] = [];
  try {
    const guids = await findGuids(client, server);
    const lean = guids.map((guid) => `/api/meta/entity/guid/${guid}?minExtInfo=true&ignoreRelationships=true`);
    const whole = guids.map((guid) => `/api/meta/entity/guid/${guid}`);
    const limit = guids.map((guid) => `/bare/${guid}`);
    for (let turn = 0; turn <= turns; turn += 1) {
      taken.push({
        own: await measure(server.url, { paths: lean, seconds, token: server.token }),
        whole: await measure(server.url, { paths: whole, seconds, token: server.token }),
        limit: await measure(bare.url, { paths: limit, seconds }),
      });
    }
  } finally {
    await bare.close();
    await client.end();
    await server.stop();
  }
  const counted = taken.slice(1);
  const middle = (of: (turn: (typeof taken)[number]) => number) => median(counted.map(of));
  return {
    bench: 'get-entity',
    ratio: rounded(middle(({ own, limit }) => own / limit)),
    goal: 0.6,
    figures: {
      perSecond: rounded(
        middle(({ own }) => own),
        0,
      ),
      wholePerSecond: rounded(
        middle(({ whole }) => whole),
        0,
      ),
      barePerSecond: rounded(
        middle(({ limit }) => limit),
        0,
      ),
    },
  };
}

import { writeFile } from 'node:fs/promises';
import pg from 'pg';
import { isOpenSearchBuilt, startOpenSearch, type OpenSearchNode } from '../conformance/opensearch/start-opensearch.ts';
import { call, startMeasuredServer, type MeasuredServer } from './measured-server.ts';
import { median, rounded, type BenchOptions, type Finding } from './median.ts';
import { catalogShape, connectionName, fillCatalog } from './search/fill-catalog.ts';
import { indexCatalog, searchPeer } from './search/index-catalog.ts';
import { iterateAll, type Iteration } from './search/iterate-all.ts';
import { plotGrowth, type Growth } from './search/plot-growth.ts';
import { benchQueries, type BenchQuery, type Known } from './search/queries.ts';

const growthFile = new URL('./search/growth.svg', import.meta.url);

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

async function one<Row extends pg.QueryResultRow>(
  client: pg.Client,
  text: string,
  values: unknown[] = [],
): Promise<Row> {
  const [row] = (await client.query<Row>(text, values)).rows;
  if (row === undefined) throw new Error(`nothing found by ${text}`);
  return row;
}

/** Assets of one connection that are there in a catalog of any size. */
async function findKnown(client: pg.Client): Promise<Known> {
  const table = await one<{ name: string; qualified_name: string; schema: string }>(
    client,
    `SELECT name, qualified_name, attributes ->> 'schemaQualifiedName' AS schema FROM asset
     WHERE type_name = 'Table' AND qualified_name ^@ $1 ORDER BY qualified_name LIMIT 1`,
    [`${connectionName(3)}/`],
  );
  const term = await one<{ name: string }>(
    client,
    `SELECT name FROM asset WHERE type_name = 'AtlasGlossaryTerm' ORDER BY name OFFSET 500 LIMIT 1`,
  );
  const { rows } = await client.query<{ qualified_name: string }>(
    `SELECT qualified_name FROM asset WHERE type_name = 'Column' AND qualified_name ^@ $1 ORDER BY qualified_name LIMIT 100`,
    [`${connectionName(3)}/`],
  );
  return {
    ...{ tableName: table.name, tableQualifiedName: table.qualified_name, schemaQualifiedName: table.schema },
    ...{ termName: term.name, columnQualifiedNames: rows.map(({ qualified_name }) => qualified_name) },
  };
}

/** Somebody whom one entry lets read everything there is. */
async function addOwner(client: pg.Client, server: MeasuredServer): Promise<MeasuredServer> {
  const { username } = (await call(server, '/api/service/users/current')) as { username: string };
  await client.query(
    `INSERT INTO connection_admin (connection_guid, qualified_name, subject_kind, subject)
     VALUES (gen_random_uuid(), 'default/snowflake', 'actor', $1)`,
    [username],
  );
  return server;
}

/** A token that one policy lets read one of the ten connections. */
async function addPolicyReader(client: pg.Client, server: MeasuredServer): Promise<MeasuredServer> {
  const made = (await call(server, '/api/service/apikeys', { displayName: 'reads by a policy' })) as {
    attributes: { accessToken: string };
    id: string;
  };
  await client.query(
    `WITH made AS (INSERT INTO persona (guid, qualified_name, name) VALUES (gen_random_uuid(), 'bench', 'bench') RETURNING guid),
       reader AS (SELECT username FROM actor JOIN api_token ON api_token.actor_id = actor.id WHERE api_token.id = $1),
       member AS (INSERT INTO persona_member (persona_guid, subject_kind, subject) SELECT guid, 'token', username FROM made, reader)
     INSERT INTO policy (guid, persona_guid, name, category, effect, actions, paths, entity_types, connection_qualified_name)
     SELECT gen_random_uuid(), guid, 'reads', 'metadata', 'allow', ARRAY['persona-asset-read'], ARRAY[$2::text], '{}', $2 FROM made`,
    [made.id, connectionName(3)],
  );
  return { ...server, token: made.attributes.accessToken };
}

interface Timed {
  readonly times: number[];
  total: number;
}

async function searchOwn(server: MeasuredServer, { dsl }: BenchQuery): Promise<{ ms: number; total: number }> {
  const startedAt = performance.now();
  const body = { dsl, attributes: [], requestMetadata: { saveSearchLog: false } };
  const { approximateCount } = (await call(server, '/api/meta/search/indexsearch', body)) as {
    approximateCount: number;
  };
  return { ms: performance.now() - startedAt, total: approximateCount };
}

type Ask = (query: BenchQuery) => Promise<{ ms: number; total: number }>;

/** Each search by everybody in turn, so that the machine's slow moments hit all of them; the first turn warms up and is not counted. */
async function takeTurns(
  queries: readonly BenchQuery[],
  askers: Readonly<Record<string, Ask>>,
  turns: number,
): Promise<ReadonlyMap<string, Readonly<Record<string, Timed>>>> {
  const pairs = queries.flatMap((query) => Object.entries(askers).map(([asker, ask]) => ({ query, asker, ask })));
  const timed = new Map(pairs.map((pair) => [pair, { times: [] as number[], total: 0 }]));
  for (let turn = 0; turn <= turns; turn += 1) {
    for (const [{ query, ask }, known] of timed) {
      const { ms, total } = await ask(query);
      known.total = total;
      if (turn > 0) known.times.push(ms);
    }
  }
  const byQuery = Map.groupBy(timed, ([{ query }]) => query.name);
  return new Map(
    [...byQuery].map(([name, of]) => [name, Object.fromEntries(of.map(([{ asker }, known]) => [asker, known]))]),
  );
}

interface Measured {
  readonly findings: readonly Finding[];
  readonly growth: readonly {
    readonly name: string;
    readonly assets: number;
    readonly ms: number;
    readonly hits: number;
  }[];
}

async function measureAt(assets: number, turns: number, node: OpenSearchNode | null): Promise<Measured> {
  const server = await startMeasuredServer();
  const client = new pg.Client({ connectionString: server.databaseUrl });
  await client.connect();
  try {
    await fillCatalog(client, catalogShape(assets));
    const owner = await addOwner(client, server);
    const reader = await addPolicyReader(client, server);
    const queries = benchQueries(await findKnown(client));
    if (node !== null) await indexCatalog(client, node);
    const peer = node === null ? {} : { peer: ({ dsl }: BenchQuery) => searchPeer(node, dsl) };
    const askers = {
      own: (query: BenchQuery) => searchOwn(owner, query),
      policy: (query: BenchQuery) => searchOwn(reader, query),
      ...peer,
    };
    const timed = await takeTurns(queries, askers, turns);
    const iteration = await iterateAll(owner);
    return {
      findings: [...[...timed].map(([name, of]) => findingOf(name, assets, of)), iterationFinding(assets, iteration)],
      growth: [...timed].map(([name, { own }]) => ({
        name,
        assets,
        ms: median(own?.times ?? []),
        hits: own?.total ?? 0,
      })),
    };
  } finally {
    await client.end();
    await server.stop();
  }
}

function iterationFinding(assets: number, iteration: Iteration): Finding {
  const { seen, megabytesEarly, megabytesLate } = iteration;
  const seconds = rounded(iteration.seconds, 1);
  const figures = { seen, seconds, megabytesEarly, megabytesLate };
  return { bench: `search/iteration/${String(assets)}`, ratio: null, goal: null, figures };
}

function findingOf(name: string, assets: number, of: Readonly<Record<string, Timed>>): Finding {
  const { own, policy, peer } = of;
  const p50 = (timed: Timed | undefined): number => rounded(median(timed?.times ?? []), 1);
  const p95 = (timed: Timed | undefined): number => rounded(percentile(timed?.times ?? [], 0.95), 1);
  const [mine, theirs] = [p50(own), p50(peer)];
  const figures = {
    ...{ hits: own?.total ?? 0, p50: mine, p95: p95(own), p50Policy: p50(policy), p95Policy: p95(policy) },
    ...(peer !== undefined && {
      peerHits: peer.total,
      p50Peer: theirs,
      p95Peer: p95(peer),
      timesPeer: rounded(mine / theirs),
    }),
  };
  const limits = { p95Policy: 50, ...(peer !== undefined && { timesPeer: 3 }) };
  return { bench: `search/${name}/${String(assets)}`, ratio: null, goal: null, figures, limits };
}

/**
 * Twelve searches of clients and of a page of results over HTTP, by somebody who may read everything and by somebody with one policy,
 * against OpenSearch with the same assets when its launcher has been built. Writes how each grows with the number of assets.
 */
export async function benchSearch({ isQuick }: BenchOptions): Promise<readonly Finding[]> {
  const sizes = isQuick ? [2_000, 10_000] : [10_000, 100_000, 1_000_000];
  const largest = Math.max(...sizes);
  const measured: Measured[] = [];
  for (const assets of sizes) {
    const node = assets === largest && isOpenSearchBuilt() ? await startOpenSearch({ heap: '2g' }) : null;
    try {
      measured.push(await measureAt(assets, isQuick ? 2 : 40, node));
    } finally {
      await node?.stop();
    }
  }
  const points = Map.groupBy(
    measured.flatMap(({ growth }) => growth),
    ({ name }) => name,
  );
  const growths: Growth[] = [...points].map(([name, of]) => ({ name, points: of }));
  if (!isQuick) await writeFile(growthFile, plotGrowth(growths));
  return measured.flatMap(({ findings }) => findings);
}

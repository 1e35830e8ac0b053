import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startApp } from '../src/app.ts';
import { loadConfig } from '../src/config/index.ts';
import { createLogger, systemClock } from '../src/foundation/index.ts';
import { call, startMeasuredServer, type MeasuredServer } from './measured-server.ts';
import { median, rounded, type BenchOptions, type Finding } from './median.ts';

const connectionCount = 10;
const connectionName = (n: number): string => `default/postgres/17000000${String(n).padStart(2, '0')}`;

/** What people and scripts ask most: a page of a type by name, words in a name, everything beneath a path. */
const shapes: Readonly<Record<string, unknown>> = {
  tables: {
    query: { bool: { filter: [{ term: { '__typeName.keyword': 'Table' } }, { term: { __state: 'ACTIVE' } }] } },
    sort: [{ 'name.keyword': 'asc' }],
    size: 20,
  },
  words: {
    query: { bool: { filter: [{ term: { __state: 'ACTIVE' } }], must: [{ match: { name: 'orders' } }] } },
    size: 20,
  },
  path: { query: { bool: { filter: [{ prefix: { qualifiedName: `${connectionName(1)}/db1/` } }] } }, size: 20 },
};

/** Every type in a hundred is a table of a schema, all others its columns; ten connections × five databases × ten schemas. */
async function fill(client: pg.Client, assets: number): Promise<void> {
  await client.query(
    `INSERT INTO asset (guid, type_name, qualified_name, name, connection_qualified_name, attributes, created_by,
       updated_by, create_time, update_time)
     SELECT gen_random_uuid(), CASE WHEN n % 20 = 0 THEN 'Table' ELSE 'Column' END,
       connection || '/db' || n / 10 % 5 || '/s' || n / 50 % 10 || '/t' || n / 20
         || CASE WHEN n % 20 = 0 THEN '' ELSE '/c' || n END,
       CASE WHEN n % 1000 = 0 THEN 'orders ' ELSE 'n' END || md5(n::text), connection,
       jsonb_build_object('connectorName', 'postgres', 'dataType', 'STRING', 'order', n % 20, 'description', md5(n::text)),
       'x', 'x', 0, 0
     FROM (SELECT n, 'default/postgres/17000000' || lpad((n % $2)::text, 2, '0') AS connection
       FROM generate_series(1, $1::int) AS n) AS numbered`,
    [assets, connectionCount],
  );
  await client.query('VACUUM ANALYZE asset');
}

interface Reader {
  readonly name: string;
  readonly token: string;
}

/** A token that may read the share of all schemas that `policies` of 500 are, one policy for each schema. */
async function addReader(client: pg.Client, server: MeasuredServer, policies: number): Promise<Reader> {
  const made = (await call(server, '/api/service/apikeys', { displayName: `reads by ${String(policies)}` })) as {
    attributes: { accessToken: string; clientId: string };
    username?: string;
    id: string;
  };
  const { rows } = await client.query<{ username: string }>(
    'SELECT username FROM actor JOIN api_token ON api_token.actor_id = actor.id WHERE api_token.id = $1',
    [made.id],
  );
  await client.query(
    `WITH made AS (INSERT INTO persona (guid, qualified_name, name) VALUES (gen_random_uuid(), $1, $1) RETURNING guid),
       member AS (INSERT INTO persona_member (persona_guid, subject_kind, subject) SELECT guid, 'token', $2 FROM made)
     INSERT INTO policy (guid, persona_guid, name, category, effect, actions, paths, entity_types, connection_qualified_name)
     SELECT gen_random_uuid(), made.guid, 'p' || n, 'metadata', 'allow', ARRAY['persona-asset-read'],
       ARRAY[connection || '/db' || n / 10 % 5 || '/s' || n / 50 % 10], '{}', connection
     FROM made, (SELECT n, 'default/postgres/17000000' || lpad((n % 10)::text, 2, '0') AS connection
       FROM generate_series(0, $3::int - 1) AS n) AS numbered`,
    [`bench-${String(policies)}`, rows[0]?.username, policies],
  );
  return { name: String(policies), token: made.attributes.accessToken };
}

/** Somebody whom one entry lets read everything there is: as near to a search without rights as an actor comes. */
async function addAdmin(client: pg.Client, server: MeasuredServer): Promise<Reader> {
  const { username } = (await call(server, '/api/service/users/current')) as { username: string };
  await client.query(
    `INSERT INTO connection_admin (connection_guid, qualified_name, subject_kind, subject)
     VALUES (gen_random_uuid(), 'default/postgres', 'actor', $1)`,
    [username],
  );
  return { name: 'everything', token: server.token };
}

async function searchMs(server: MeasuredServer, { token }: Reader, dsl: unknown): Promise<number> {
  const startedAt = performance.now();
  await call({ ...server, token }, '/api/meta/search/indexsearch', { dsl, attributes: [] });
  return performance.now() - startedAt;
}

async function compareShapes(
  server: MeasuredServer,
  readers: readonly Reader[],
  { assets, isQuick }: BenchOptions & { readonly assets: number },
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [shape, dsl] of Object.entries(shapes)) {
    const times = new Map(readers.map(({ name }) => [name, [] as number[]]));
    // In turns, so that the machine's slow moments hit everybody.
    for (let turn = 0; turn < (isQuick ? 2 : 15); turn += 1) {
      for (const reader of readers) times.get(reader.name)?.push(await searchMs(server, reader, dsl));
    }
    const p50 = (name: string) => median((times.get(name) ?? []).slice(1));
    const names = readers.map(({ name }) => name).filter((name) => name !== 'everything');
    const ratios = Object.fromEntries(names.map((name) => [`ratio${name}`, rounded(p50(name) / p50('everything'))]));
    const limits = Object.fromEntries(names.map((name) => [`ratio${name}`, 1.3]));
    const figures = Object.fromEntries(readers.map(({ name }) => [`ms${name}`, rounded(p50(name), 1)]));
    findings.push({
      ...{ bench: `policy/${shape}/${String(assets)}`, ratio: null, goal: null },
      ...{ figures: { ...figures, ...ratios }, limits },
    });
  }
  return findings;
}

interface Stale {
  readonly client: pg.Client;
  /** Nodes of one database, which are asked in turn. */
  readonly nodes: readonly MeasuredServer[];
  readonly reader: Reader;
  readonly changes: number;
}

/** How often a search that began after policies were switched had not heard of it, whichever node was asked. */
async function countStale({ client, nodes, reader, changes }: Stale): Promise<Finding> {
  let stale = 0;
  for (let n = 0; n < changes; n += 1) {
    const enabled = n % 2 === 0;
    await client.query(
      `UPDATE policy SET enabled = $1 FROM persona WHERE persona.guid = persona_guid AND persona.name = $2`,
      [enabled, `bench-${reader.name}`],
    );
    const body = { dsl: { query: { term: { '__typeName.keyword': 'Table' } }, size: 1 }, attributes: [] };
    for (const node of nodes) {
      const found = (await call({ ...node, token: reader.token }, '/api/meta/search/indexsearch', body)) as {
        approximateCount: number;
      };
      if (found.approximateCount > 0 !== enabled) stale += 1;
    }
  }
  return {
    bench: 'policy/visible-at-once',
    ratio: null,
    goal: null,
    figures: { changes, stale },
    limits: { stale: 0 },
  };
}

/** The time of making a policy in a persona that has none and in one that has `many`. */
async function compareCreation(server: MeasuredServer, many: number, turns: number): Promise<Finding> {
  const { username } = (await call(server, '/api/service/users/current')) as { username: string };
  const bulk = (entity: unknown) => call(server, '/api/meta/entity/bulk', { entities: [entity] });
  const connection = 'default/postgres/1800000000';
  await bulk({
    typeName: 'Connection',
    attributes: {
      qualifiedName: connection,
      name: 'c',
      connectorName: 'postgres',
      category: 'warehouse',
      adminUsers: [username],
    },
  });
  const makePersona = async (name: string): Promise<string> => {
    const made = (await bulk({ typeName: 'Persona', guid: '-1', attributes: { qualifiedName: name, name } })) as {
      mutatedEntities: { CREATE: readonly { guid: string }[] };
    };
    return made.mutatedEntities.CREATE[0]?.guid ?? '';
  };
  const makePolicy = async (persona: string, name: string): Promise<number> => {
    const startedAt = performance.now();
    await bulk({
      typeName: 'AuthPolicy',
      attributes: {
        ...{ qualifiedName: name, name, policyType: 'allow', policyServiceName: 'atlas', policyCategory: 'persona' },
        ...{ policySubCategory: 'metadata', policyResourceCategory: 'CUSTOM', connectionQualifiedName: connection },
        ...{ policyActions: ['persona-asset-read'], policyResources: [`entity:${connection}`] },
        accessControl: { typeName: 'Persona', guid: persona },
      },
    });
    return performance.now() - startedAt;
  };
  const full = await makePersona('full');
  for (let n = 0; n < many; n += 1) await makePolicy(full, `before ${String(n)}`);
  const [empty, later]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < turns; turn += 1) {
    empty.push(await makePolicy(await makePersona(`empty ${String(turn)}`), 'first'));
    later.push(await makePolicy(full, `after ${String(turn)}`));
  }
  const figures = { msFirst: rounded(median(empty), 1), msWithMany: rounded(median(later), 1), many };
  const ratioWithMany = rounded(median(later) / median(empty));
  return {
    bench: 'policy/creation',
    ratio: null,
    goal: null,
    figures: { ...figures, ratioWithMany },
    limits: { ratioWithMany: 1.5 },
  };
}

/** Another server on the same database. */
async function startSecondNode({ databaseUrl, token }: MeasuredServer): Promise<MeasuredServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'clavis-bench-'));
  const flags = { dataDir, port: '0', databaseUrl, logLevel: 'warn' };
  const app = await startApp(loadConfig({ flags, environment: {} }), {
    log: createLogger({ level: 'warn' }),
    clock: systemClock,
  });
  const stop = async () => {
    await app.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { url: app.url, token, databaseUrl, stop };
}

async function benchAt(assets: number, options: BenchOptions): Promise<readonly Finding[]> {
  const server = await startMeasuredServer();
  const client = new pg.Client({ connectionString: server.databaseUrl });
  await client.connect();
  try {
    await fill(client, assets);
    const readers = [await addAdmin(client, server)];
    for (const policies of [1, 50, 500]) readers.push(await addReader(client, server, policies));
    const findings = await compareShapes(server, readers, { ...options, assets });
    const last = readers.at(-1);
    if (last !== undefined) {
      const nodes = [server, await startSecondNode(server)];
      findings.push(await countStale({ client, nodes, reader: last, changes: options.isQuick ? 10 : 200 }));
      await nodes[1]?.stop();
    }
    findings.push(await compareCreation(server, options.isQuick ? 5 : 480, options.isQuick ? 2 : 15));
    return findings;
  } finally {
    await client.end();
    await server.stop();
  }
}

/** What policies cost: searches by them against one without, a change until it is seen, and making one among many. */
export async function benchPolicy(options: BenchOptions): Promise<readonly Finding[]> {
  const sizes = options.isQuick ? [20_000] : [100_000, 1_000_000];
  const findings: Finding[] = [];
  for (const assets of sizes) findings.push(...(await benchAt(assets, options)));
  return findings;
}

import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { call, startMeasuredServer, type MeasuredServer } from './measured-server.ts';
import { median, rounded, type BenchOptions, type Finding } from './median.ts';

const connection = 'default/postgres/1735500001';
const assetCount = 100_000;
const peopleCount = 1_000;
/** Actors of one set hold the same; each set is one statement. */
const setCount = 10;

interface Saved {
  readonly mutatedEntities: { readonly CREATE: readonly { readonly guid: string }[] };
}

async function save(server: MeasuredServer, typeName: string, attributes: object): Promise<string> {
  const body = { entities: [{ typeName, guid: '-1', attributes }] };
  const saved = (await call(server, '/api/meta/entity/bulk', body)) as Saved;
  return saved.mutatedEntities.CREATE[0]?.guid ?? '';
}

function policy(name: string, path: string): Record<string, unknown> {
  return {
    ...{ name, displayName: name, policyType: 'allow', policyServiceName: 'atlas', policyCategory: 'persona' },
    ...{ policySubCategory: 'metadata', policyActions: ['persona-asset-read', 'persona-asset-update'] },
    ...{ policyResources: [`entity:${path}`], policyResourceCategory: 'CUSTOM', connectionQualifiedName: connection },
  };
}

/** Tables in a hundred schemas, written past the server: it is the counting that is measured. */
async function fill(client: pg.Client): Promise<void> {
  await client.query(
    `INSERT INTO asset (guid, type_name, qualified_name, name, connection_qualified_name, created_by, updated_by, create_time, update_time)
     SELECT gen_random_uuid(), 'Table', $1 || '/db/s' || n % 100 || '/t' || n, 't' || n, $1, 'bench', 'bench', 0, 0
     FROM generate_series(1, $2::int) AS n`,
    [connection, assetCount],
  );
  await client.query(
    `INSERT INTO actor (id, kind, username, role, created_by)
     SELECT gen_random_uuid(), 'user', 'person' || n, 'member', 'bench' FROM generate_series(1, $1::int) AS n`,
    [peopleCount],
  );
  await client.query('ANALYZE');
}

/** A persona for everybody, and one more for each set of people, with a policy on a schema of its own. */
async function govern(server: MeasuredServer, client: pg.Client): Promise<string> {
  const everybody = await save(server, 'Persona', {
    qualifiedName: 'Everybody',
    name: 'Everybody',
    displayName: 'Everybody',
  });
  await link(client, everybody, { rest: 0, of: 1 });
  for (let set = 0; set < setCount; set += 1) {
    const name = `Set ${String(set)}`;
    const guid = await save(server, 'Persona', { qualifiedName: name, name, displayName: name });
    const attributes = policy(`read ${name}`, `${connection}/db/s${String(set)}`);
    await save(server, 'AuthPolicy', {
      ...attributes,
      qualifiedName: name,
      accessControl: { typeName: 'Persona', guid },
    });
    await link(client, guid, { rest: set, of: setCount });
  }
  return everybody;
}

/** Links every person whose number leaves that rest. */
async function link(client: pg.Client, persona: string, { rest, of }: { rest: number; of: number }): Promise<void> {
  await client.query(
    `INSERT INTO persona_member (persona_guid, subject_kind, subject)
     SELECT $1, 'user', username FROM actor WHERE username ~ '^person' AND substr(username, 7)::int % $3::int = $2::int`,
    [persona, rest, of],
  );
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

interface Totals {
  readonly totals: { readonly affected: number; readonly gaining: number };
}

/**
 * A draft that gives a thousand people, in ten sets of equal rights, all of 100,000 assets, against counting the rows once and against
 * counting them once for each set.
 */
export async function benchSimulate({ isQuick }: BenchOptions): Promise<Finding> {
  const server = await startMeasuredServer();
  const client = new pg.Client({ connectionString: server.databaseUrl });
  await client.connect();
  const own: number[] = [];
  const bare: number[] = [];
  try {
    const { username } = (await call(server, '/api/service/users/current')) as { username: string };
    const attributes = { qualifiedName: connection, name: 'bench', connectorName: 'postgres', category: 'warehouse' };
    await save(server, 'Connection', { ...attributes, adminUsers: [username] });
    await fill(client);
    const persona = await govern(server, client);
    for (let turn = 0; turn <= (isQuick ? 1 : 9); turn += 1) {
      const draft = { add: [{ persona, attributes: policy(`all ${randomUUID()}`, connection) }] };
      own.push(
        await seconds(async () => {
          const { totals } = (await call(server, '/api/clavis/v1/access/simulate', draft)) as Totals;
          if (totals.gaining !== peopleCount)
            throw new Error(`${String(totals.gaining)} of ${String(peopleCount)} gain`);
        }),
      );
      bare.push(await seconds(() => client.query(`SELECT count(*) FROM asset WHERE state = 'ACTIVE'`)));
    }
  } finally {
    await client.end();
    await server.stop();
  }
  // The first turn warms both sides up.
  const ratios = own.map((taken, turn) => (bare[turn] ?? Number.NaN) / taken).slice(1);
  const figures = {
    simulateSeconds: rounded(median(own.slice(1)), 3),
    countSeconds: rounded(median(bare.slice(1)), 4),
    ratioPerSet: rounded(median(ratios) * setCount, 3),
  };
  return { bench: 'simulate', ratio: rounded(median(ratios), 3), goal: null, figures, limits: { simulateSeconds: 2 } };
}

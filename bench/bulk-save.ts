import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { median, rounded, type Finding } from './median.ts';
import { call, send, startMeasuredServer, type MeasuredServer } from './measured-server.ts';

const turns = 5;
const columnCount = 10_000;
const connectionName = 'default/postgres/1735500000';
const schemaName = `${connectionName}/db/public`;

function entity(typeName: string, qualifiedName: string, attributes: Record<string, unknown>) {
  const name = qualifiedName.slice(qualifiedName.lastIndexOf('/') + 1);
  return { typeName, attributes: { qualifiedName, name, ...attributes } };
}

function reference(typeName: string, qualifiedName: string) {
  return { typeName, uniqueAttributes: { qualifiedName } };
}

function columns(table: string) {
  return Array.from({ length: columnCount }, (_, index) =>
    entity('Column', `${table}/c${String(index)}`, {
      connectorName: 'postgres',
      connectionQualifiedName: connectionName,
      databaseName: 'db',
      databaseQualifiedName: `${connectionName}/db`,
      schemaName: 'public',
      schemaQualifiedName: schemaName,
      tableName: table.slice(table.lastIndexOf('/') + 1),
      tableQualifiedName: table,
      dataType: 'STRING',
      order: index + 1,
      table: reference('Table', table),
    }),
  );
}

async function saveParents(server: MeasuredServer): Promise<void> {
  const { username } = (await call(server, '/api/service/users/current')) as { username: string };
  const connectorName = 'postgres';
  const below = { connectorName, connectionQualifiedName: connectionName };
  const database = `${connectionName}/db`;
  const parents = [
    entity('Connection', connectionName, { connectorName, category: 'warehouse', adminUsers: [username] }),
    entity('Database', database, below),
    entity('Schema', schemaName, { ...below, database: reference('Database', database) }),
  ];
  for (const parent of parents) await call(server, '/api/meta/entity/bulk', { entities: [parent] });
}

/** Saves 10,000 new columns over HTTP; answers the seconds it took. */
async function saveColumns(server: MeasuredServer, turn: number): Promise<number> {
  const table = `${schemaName}/t${String(turn)}`;
  const schema = reference('Schema', schemaName);
  const attributes = { connectorName: 'postgres', connectionQualifiedName: connectionName, atlanSchema: schema };
  await call(server, '/api/meta/entity/bulk', { entities: [entity('Table', table, attributes)] });
  // Rendered before the clock starts, as the rows of `COPY` are.
  const body = JSON.stringify({ entities: columns(table) });
  const startedAt = performance.now();
  await send(server, '/api/meta/entity/bulk', body);
  return (performance.now() - startedAt) / 1000;
}

async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** `COPY` of the rows that the last save made, into tables of the same columns and indexes; answers the seconds. */
async function copyRows(client: pg.Client, turn: number): Promise<number> {
  const last = `qualified_name LIKE '${schemaName}/t${String(turn)}/%'`;
  const sources = {
    asset: `SELECT * FROM asset WHERE ${last}`,
    relationship: `SELECT r.* FROM relationship r JOIN asset a ON a.guid = r.end2_guid WHERE a.${last}`,
  };
  let seconds = 0;
  for (const [table, source] of Object.entries(sources)) {
    const rows = await readAll(client.query(copyTo(`COPY (${source}) TO STDOUT`)));
    await client.query(`TRUNCATE copy_${table}`);
    const startedAt = performance.now();
    await pipeline(Readable.from([rows]), client.query(copyFrom(`COPY copy_${table} FROM STDIN`)));
    seconds += (performance.now() - startedAt) / 1000;
  }
  return seconds;
}

async function createTwins(client: pg.Client): Promise<void> {
  for (const table of ['asset', 'relationship']) {
    await client.query(`CREATE TABLE copy_${table} (LIKE ${table} INCLUDING ALL)`);
  }
}

/** Bulk save of 10,000 columns against `COPY` of the same rows, in turns. */
export async function benchBulkSave(): Promise<Finding> {
  const server = await startMeasuredServer();
  const client = new pg.Client({ connectionString: server.databaseUrl });
  await client.connect();
  const own: number[] = [];
  const limit: number[] = [];
  try {
    await saveParents(server);
    await createTwins(client);
    for (let turn = 0; turn <= turns; turn += 1) {
      own.push(await saveColumns(server, turn));
      limit.push(await copyRows(client, turn));
    }
  } finally {
    await client.end();
    await server.stop();
  }
  // The first turn warms both sides up.
  const ratios = own.map((seconds, turn) => (limit[turn] ?? Number.NaN) / seconds).slice(1);
  return {
    bench: 'bulk-save',
    ratio: rounded(median(ratios)),
    goal: 0.2,
    figures: { saveSeconds: rounded(median(own.slice(1)), 3), copySeconds: rounded(median(limit.slice(1)), 3) },
  };
}

import { sql } from '../../../src/postgres/index.ts';
import type { Door, DoorVisit } from './doors.ts';

interface Numbered {
  readonly guid: string;
  readonly number: number;
  readonly kind: string | null;
}

/** The assets with their numbers, and what the data API takes them for. */
async function numbered({ scene, assets }: DoorVisit): Promise<readonly Numbered[]> {
  const guids = assets.map(({ guid }) => guid);
  const { rows } = await sql<Numbered>`
    SELECT guid, number, relational_kind(type_name, state) AS kind FROM asset
    WHERE guid = ANY(${guids}::uuid[])`.execute(scene.world.database.db);
  return rows;
}

async function ask({ scene, actor }: DoorVisit, url: string): Promise<readonly Record<string, unknown>[]> {
  const answer = await scene.world.server.inject({ url, headers: { token: actor.secret } });
  if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.body}`);
  return JSON.parse(answer.body) as Record<string, unknown>[];
}

/** What the data API has no word for is looked at by guid. */
async function others(visit: DoorVisit, rows: readonly Numbered[]): Promise<string[]> {
  const shown: string[] = [];
  for (const { guid } of rows.filter(({ kind }) => kind === null)) {
    if ((await visit.scene.ask(visit.actor, `/api/meta/entity/guid/${guid}/header`)).status === 200) shown.push(guid);
  }
  return shown;
}

type Lists = Readonly<Record<string, string>>;

const current: Lists = {
  datasource: '/integration/v2/datasource/',
  schema: '/integration/v2/schema/',
  table: '/integration/v2/table/',
  column: '/integration/v2/column/',
};
const older: Lists = {
  datasource: '/integration/v1/datasource/',
  schema: '/catalog/schema',
  table: '/catalog/table',
  column: '/catalog/column',
};

/** Everything that the lists say of any of the assets by its number: in its own row or in another one. */
async function listed(visit: DoorVisit, lists: Lists): Promise<string[]> {
  const rows = await numbered(visit);
  const guids = new Map(rows.map(({ number, guid }) => [number, guid]));
  const shown = new Set(await others(visit, rows));
  for (const [kind, path] of Object.entries(lists)) {
    const ids = rows.filter((row) => row.kind === kind).map(({ number }) => `id=${String(number)}`);
    if (ids.length === 0) continue;
    for (const object of await ask(visit, `${path}?${ids.join('&')}`)) {
      const numbers = [object['id'], object['ds_id'], object['schema_id'], object['table_id']].map(Number);
      for (const guid of numbers.flatMap((number) => guids.get(number) ?? [])) shown.add(guid);
    }
  }
  return [...shown];
}

/** By the number of what they stand in, page by page; and data sources one by one. */
async function beneath(visit: DoorVisit): Promise<string[]> {
  const rows = await numbered(visit);
  const guids = new Map(rows.map(({ number, guid }) => [number, guid]));
  const shown = new Set(await others(visit, rows));
  const least = String(Math.min(...rows.map(({ number }) => number)));
  for (const kind of ['schema', 'table', 'column']) {
    let next: unknown = `/integration/v2/${kind}/?limit=2&id__gte=${least}`;
    while (typeof next === 'string') {
      const headers = { token: visit.actor.secret };
      const answer = await visit.scene.world.server.inject({ url: next, headers });
      for (const { id } of JSON.parse(answer.body) as { id: number }[]) shown.add(guids.get(id) ?? '');
      next = answer.headers['x-next-page'];
    }
  }
  shown.delete('');
  for (const { guid, number } of rows.filter(({ kind }) => kind === 'datasource')) {
    const url = `/integration/v2/datasource/${String(number)}/`;
    const answer = await visit.scene.world.server.inject({ url, headers: { token: visit.actor.secret } });
    if (answer.statusCode === 200) shown.add(guid);
  }
  return [...shown];
}

/** The ways of the Alation wire, which takes the tokens of people. */
export const relationalDoors: Readonly<Record<string, Door>> = {
  'the data API by numbers': {
    operations: ['listDatasourcesV2', 'listSchemas', 'listTables', 'listColumns'],
    look: (visit) => listed(visit, current),
  },
  'the older data API by numbers': {
    operations: ['listDatasourcesV1', 'listLegacySchemas', 'listLegacyTables', 'listLegacyColumns'],
    look: (visit) => listed(visit, older),
  },
  'the data API, page by page': { operations: ['listTables', 'getDatasourceV2'], look: beneath },
};

import {
  compileScore,
  compileWhere,
  createParameters,
  parseClause,
  parseQuery,
  quoteLiteral,
  readJson,
  type Ast,
  type CompileContext,
  type Field,
  type JsonFieldKind,
  type Score,
} from '../../src/search/index.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

/** One row of the sample table; `doc` holds what assets keep in their attributes, wrong types included. */
export interface SampleRow {
  readonly id: number;
  readonly code: string;
  readonly name: string | null;
  readonly size: number | null;
  readonly created: number | null;
  readonly seen: string | null;
  readonly ref: string;
  readonly species: string;
  readonly doc: Readonly<Record<string, unknown>>;
}

const day = 86_400_000;
/** What `now` means in the sample: 2026-03-15T12:00:00Z. */
const sampleNow = new Date('2026-03-15T12:00:00Z');

function ref(digit: string): string {
  return `${digit.repeat(8)}-0000-4000-8000-000000000000`;
}

const sampleRows: readonly SampleRow[] = [
  {
    id: 1,
    code: 'A1',
    name: 'Daily Orders',
    size: 10,
    created: sampleNow.getTime() - day,
    seen: '2026-03-14T12:00:00Z',
    ref: ref('a'),
    species: 'Cat',
    doc: { owners: ['ann', 'Bob'], groups: ['Core', 'Data'], score: 1.5, flag: true, sizes: [1, 5], days: [0, day] },
  },
  {
    id: 2,
    code: 'a1',
    name: 'daily_orders_v2',
    size: 20,
    created: sampleNow.getTime() - 40 * day,
    seen: null,
    ref: ref('b'),
    species: 'Dog',
    doc: { owners: ['bob'], groups: ['data'], score: -2, flag: false, sizes: [], notes: ['first draft', 'Über alles'] },
  },
  {
    id: 3,
    code: 'B-2',
    name: "Customer's 100% [Raw]",
    size: null,
    created: null,
    seen: '2026-01-01T00:00:00Z',
    ref: ref('c'),
    species: 'Oak',
    doc: { owners: [], score: 'high', flag: 'true', sizes: ['1', 7], groups: null },
  },
  {
    id: 4,
    code: 'path/to/B-2',
    name: null,
    size: -5,
    created: 0,
    seen: '1969-12-31T23:59:59.999Z',
    ref: ref('d'),
    species: 'Unheard',
    doc: { owners: 'ann', score: 3, notes: ['orders daily'], days: 'soon' },
  },
  {
    id: 5,
    code: '',
    name: 'ÄRGER 東京 table12',
    size: 9_007_199_254_740_991,
    created: sampleNow.getTime(),
    seen: '2026-03-15T12:00:00Z',
    ref: ref('e'),
    species: 'Cat',
    doc: { groups: ['A,"b{}\\'], flag: null, score: 0 },
  },
];

/** What each species is; a species that is not listed is a being and nothing else. */
export const sampleFamilies: ReadonlyMap<string, readonly string[]> = new Map([
  ['Cat', ['Animal', 'Pet', 'Being']],
  ['Dog', ['Animal', 'Pet', 'Being']],
  ['Oak', ['Plant', 'Being']],
]);

function json(name: string, kind: JsonFieldKind): Field {
  return { name, kind, many: false, sql: readJson(kind, `(sample.doc -> ${quoteLiteral(name)})`) };
}

function jsonList(name: string, kind: JsonFieldKind): Field {
  return { name, kind, many: true, sql: `(sample.doc -> ${quoteLiteral(name)})` };
}

function column(name: string, kind: Field['kind'], sql = `sample.${name}`): Field {
  return { name, kind, many: false, sql };
}

const familiesSql = `coalesce(${quoteLiteral(JSON.stringify(Object.fromEntries(sampleFamilies)))}::jsonb -> sample.species, '["Being"]')`;

function familyColumnValues(value: string): string[] {
  const holds = (families: readonly string[]): boolean =>
    families.some((family) => family.toLowerCase() === value.toLowerCase());
  const listed = [...sampleFamilies].filter(([, families]) => holds(families)).map(([species]) => species);
  return value.toLowerCase() === 'being' ? [...listed, 'Unheard'] : listed;
}

export const sampleFields: readonly Field[] = [
  column('_id', 'keyword', 'sample.code'),
  column('code', 'keyword'),
  column('name.keyword', 'lowercase', 'sample.name'),
  { ...column('name', 'text'), analyzer: 'atlan_text_analyzer_v2' },
  column('size', 'long'),
  column('created', 'date'),
  column('seen', 'timestamp'),
  column('ref', 'uuid'),
  json('score', 'float'),
  json('flag', 'boolean'),
  jsonList('owners', 'keyword'),
  jsonList('groups', 'lowercase'),
  jsonList('sizes', 'long'),
  jsonList('notes', 'text'),
  jsonList('days', 'date'),
  {
    name: 'family',
    kind: 'lowercase',
    many: true,
    sql: familiesSql,
    vocabulary: {
      column: 'sample.species',
      columnValues: familyColumnValues,
      allValues: ['Cat', 'Dog', 'Oak', 'Unheard'],
    },
  },
];

const fieldsByName = new Map(sampleFields.map((field) => [field.name, field]));

export function sampleContext(): CompileContext {
  return { fields: (name) => fieldsByName.get(name) ?? null, params: createParameters(), now: sampleNow };
}

/** A query on its way: what it means, the SQL and values it becomes, and the ids of the rows it finds. */
export interface Journey {
  readonly ast: Ast;
  readonly sql: string;
  readonly values: readonly unknown[];
  readonly rows: readonly number[];
}

/** What the finds of a query are worth, by id of the row. */
export interface ScoredJourney {
  readonly score: Score;
  readonly sql: string;
  readonly values: readonly unknown[];
  readonly scores: Readonly<Record<number, number>>;
}

export interface SearchSample {
  readonly database: TestDatabase;
  /** JSON → AST → SQL → rows. */
  run(json: unknown): Promise<Journey>;
  runAst(ast: Ast): Promise<Journey>;
  /** JSON → score → SQL → what each row that is found is worth. */
  runScored(json: unknown): Promise<ScoredJourney>;
  close(): Promise<void>;
}

const tableSql = `
  CREATE TABLE sample (
    id int PRIMARY KEY, code text, name text, size bigint, created bigint, seen timestamptz, ref uuid,
    species text NOT NULL, doc jsonb NOT NULL
  )`;

/** A database with the sample table in it. */
export async function openSearchSample(): Promise<SearchSample> {
  const database = await createTestDatabase();
  const { pool } = database;
  await pool.query(tableSql);
  await pool.query(`INSERT INTO sample SELECT * FROM jsonb_populate_recordset(null::sample, $1::jsonb)`, [
    JSON.stringify(sampleRows),
  ]);
  const runAst = async (ast: Ast): Promise<Journey> => {
    const ctx = sampleContext();
    const sql = compileWhere(ast, ctx);
    const values = [...ctx.params.values];
    const found = await pool.query<{ id: number }>(`SELECT id FROM sample WHERE ${sql} ORDER BY id`, values);
    return { ast, sql, values, rows: found.rows.map(({ id }) => id) };
  };
  const runScored = async (json: unknown): Promise<ScoredJourney> => {
    const { match, score } = parseClause(json);
    const ctx = sampleContext();
    const sql = compileScore(score, ctx, compileWhere);
    const values = [...ctx.params.values];
    const where = compileWhere(match, ctx);
    const text = `SELECT id, ${sql} AS score FROM sample WHERE ${where} ORDER BY id`;
    const found = await pool.query<{ id: number; score: number }>(text, [...ctx.params.values]);
    return { score, sql, values, scores: Object.fromEntries(found.rows.map((row) => [row.id, row.score])) };
  };
  return {
    database,
    runAst,
    runScored,
    run: async (json) => runAst(parseQuery(json)),
    close: () => database.close(),
  };
}

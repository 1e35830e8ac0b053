import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { documentFields } from './document-fields.ts';
import { createParameters } from './parameters.ts';
import { parseQuery } from './parse-query.ts';
import { compileWhere } from './sql/compile-where.ts';

const fields = documentFields({
  document: 'sample_run.document',
  columns: {
    _id: { kind: 'keyword', many: false, sql: 'sample_run.name' },
    'metadata.creationTimestamp': { kind: 'timestamp', many: false, sql: 'sample_run.created_at' },
  },
  dates: ['status.startedAt'],
});

function run(name: string, phase: string, startedAt: string | null): Record<string, unknown> {
  return {
    metadata: {
      name,
      labels: { 'workflows.argoproj.io/phase': phase, 'workflows.argoproj.io/creator': 'ann' },
      annotations: { 'package.argoproj.io/name': '@atlan/glue' },
    },
    spec: { workflowTemplateRef: { name: 'atlan-glue-1735500000' }, suspend: true, limit: 3 },
    status: { phase, startedAt },
  };
}

describe('documentFields', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    await database.pool.query('CREATE TABLE sample_run (name text, created_at timestamptz, document jsonb)');
    const rows = [
      ['r1', '2026-03-15T10:00:00Z', run('r1', 'Failed', '2026-03-15T11:30:00Z')],
      ['r2', '2026-03-14T10:00:00Z', run('r2', 'Running', null)],
      ['r3', '2026-03-13T10:00:00Z', run('r3', 'Error', 'not a date')],
    ];
    for (const row of rows) await database.pool.query('INSERT INTO sample_run VALUES ($1, $2, $3)', row);
  });
  afterAll(() => database.close());

  async function find(json: unknown): Promise<string[]> {
    const params = createParameters();
    const where = compileWhere(parseQuery(json), { fields, params, now: new Date('2026-03-15T12:00:00Z') });
    const { rows } = await database.pool.query<{ name: string }>(
      `SELECT name FROM sample_run WHERE ${where} ORDER BY name`,
      [...params.values],
    );
    return rows.map(({ name }) => name);
  }

  it('answers the search for failed runs of the last hour as the clients send it', async () => {
    const phases = { terms: { 'metadata.labels.workflows.argoproj.io/phase.keyword': ['Failed', 'Error'] } };
    const query = {
      bool: {
        must: [
          { nested: { path: 'metadata', query: phases } },
          { range: { 'status.startedAt': { gte: 'now-1h' } } },
          {
            nested: { path: 'metadata', query: { exists: { field: 'metadata.labels.workflows.argoproj.io/creator' } } },
          },
        ],
      },
    };
    expect(await find(query)).toEqual(['r1']);
    expect(await find(phases)).toEqual(['r1', 'r3']);
  });

  it('finds leaves by path, with and without `.keyword`', async () => {
    expect(
      await find({ term: { 'spec.workflowTemplateRef.name.keyword': { value: 'atlan-glue-1735500000' } } }),
    ).toHaveLength(3);
    expect(await find({ term: { 'metadata.name': 'r2' } })).toEqual(['r2']);
    expect(await find({ regexp: { 'metadata.name.keyword': { value: 'r[13]' } } })).toEqual(['r1', 'r3']);
    expect(
      await find({ term: { 'metadata.annotations.package.argoproj.io/name.keyword': '@atlan/glue' } }),
    ).toHaveLength(3);
    expect(await find({ term: { 'spec.suspend': true } })).toHaveLength(3);
    expect(await find({ prefix: { 'status.phase': 'Run' } })).toEqual(['r2']);
  });

  it('uses columns where there are any, `_id` among them', async () => {
    expect(await find({ term: { _id: { value: 'r3' } } })).toEqual(['r3']);
    expect(await find({ range: { 'metadata.creationTimestamp': { gte: 'now-1d/d' } } })).toEqual(['r1', 'r2']);
  });

  it('takes an unreadable date, and a path that is not there, for a missing value', async () => {
    expect(await find({ exists: { field: 'status.startedAt' } })).toEqual(['r1']);
    expect(await find({ exists: { field: 'no.such.path' } })).toEqual([]);
    expect(await find({ bool: { must_not: { term: { 'metadata.labels.none': 'x' } } } })).toHaveLength(3);
  });

  it.each(["'", "a'b]::text[] OR true --", '{a,b}', '$1', 'a"b', '', '.', '\0'])(
    'treats the name %j as a path, never as SQL',
    async (name) => {
      expect(await find({ term: { [name]: 'x' } })).toEqual([]);
      expect(await find({ prefix: { [`metadata.labels.${name}`]: 'x' } })).toEqual([]);
    },
  );
});

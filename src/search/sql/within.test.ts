import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireWithinAsSaid } from '../../../test/decisions/within-law.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { createParameters } from '../parameters.ts';
import { compileWhere } from './compile-where.ts';

describe('within', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());

  it('finds what lies in one of many ranges, whether they overlap, are empty or hold letters of any length', async () => {
    await requireWithinAsSaid(database, { compileWhere, createParameters }, 500);
  });

  it('stays a small statement however many ranges there are', () => {
    const ranges = Array.from({ length: 100_000 }, (_, n) => ({ from: `p${String(n)}/`, to: `p${String(n)}0` }));
    const params = createParameters();
    const fields = () => ({ name: 'f', kind: 'keyword', many: false, sql: 'value' }) as const;
    const where = compileWhere({ kind: 'within', field: 'f', ranges }, { fields, params, now: new Date(0) });
    // PostgreSQL takes 65,535 parameters.
    expect(params.values.length).toBeLessThan(20_000);
    expect(where.length).toBeLessThan(2_000_000);
  });

  it('finds nothing in no ranges, in a field that nobody knows, and in one of another kind', () => {
    const of = (kind: 'keyword' | 'long' | null, ranges: readonly { from: string; to: string }[]): string =>
      compileWhere(
        { kind: 'within', field: 'f', ranges },
        {
          fields: () => (kind === null ? null : { name: 'f', kind, many: false, sql: 'value' }),
          params: createParameters(),
          now: new Date(0),
        },
      );
    expect(of('keyword', [])).toBe('FALSE');
    expect(of('keyword', [{ from: 'a\0', to: 'b' }])).toBe('FALSE');
    expect(of('long', [{ from: 'a', to: 'b' }])).toBe('FALSE');
    expect(of(null, [{ from: 'a', to: 'b' }])).toBe('FALSE');
  });
});

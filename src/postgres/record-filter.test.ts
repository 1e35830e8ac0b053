import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { type FilterOperator, type RecordFilter } from '../foundation/index.ts';
import { sql } from './index.ts';
import { compileRecordFilter, compileRecordSort } from './record-filter.ts';

const words = ['ada', 'Ada', 'a_a', 'a%', 'grace', '$admin', ''];
const columns = { name: sql.ref('name'), size: sql.ref('size') };

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query('CREATE TABLE thing (name text, size int)');
  for (const [index, word] of words.entries()) {
    await database.pool.query('INSERT INTO thing VALUES ($1, $2)', [word, index]);
  }
  await database.pool.query('INSERT INTO thing VALUES (NULL, NULL)');
});
afterAll(() => database.close());

async function namesWhere(filter: RecordFilter): Promise<(string | null)[]> {
  const { rows } = await sql<{ name: string | null }>`
    SELECT name FROM thing WHERE ${compileRecordFilter(filter, columns)} ORDER BY size NULLS LAST`.execute(database.db);
  return rows.map(({ name }) => name);
}

function compare(field: string, operator: FilterOperator, value: string | string[] | null): RecordFilter {
  return { kind: 'compare', field, operator, value };
}

describe('list filter', () => {
  it('equality is exact and case-sensitive; ILIKE knows % and _ and takes $ literally', async () => {
    expect(await namesWhere(compare('name', 'eq', 'ada'))).toEqual(['ada']);
    expect(await namesWhere(compare('name', 'ilike', 'A_A'))).toEqual(['ada', 'Ada', 'a_a']);
    expect(await namesWhere(compare('name', 'ilike', '$%'))).toEqual(['$admin']);
  });

  it('an empty list matches nothing, and so does a list of an unknown name', async () => {
    expect(await namesWhere(compare('name', 'in', []))).toEqual([]);
    expect(await namesWhere(compare('name', 'in', ['nobody']))).toEqual([]);
  });

  it('for every operator a filter and its opposite part the rows, absent values included', async () => {
    const value = fc.oneof(fc.constantFrom(...words), fc.string());
    await fc.assert(
      fc.asyncProperty(value, async (text) => {
        const equal = await namesWhere(compare('name', 'eq', text));
        const different = await namesWhere(compare('name', 'ne', text));
        expect([...equal, ...different].sort()).toEqual([...words, null].sort());
        const inside = await namesWhere(compare('name', 'in', [text]));
        const outside = await namesWhere(compare('name', 'nin', [text]));
        expect(inside).toEqual(equal);
        expect(outside).toEqual(different);
      }),
      { numRuns: 40 },
    );
  });

  it('and, or and their empty forms follow logic', async () => {
    const ada = compare('name', 'eq', 'ada');
    const grace = compare('name', 'eq', 'grace');
    expect(await namesWhere({ kind: 'or', of: [ada, grace] })).toEqual(['ada', 'grace']);
    expect(await namesWhere({ kind: 'and', of: [ada, grace] })).toEqual([]);
    expect(await namesWhere({ kind: 'and', of: [] })).toHaveLength(words.length + 1);
    expect(await namesWhere({ kind: 'or', of: [] })).toEqual([]);
  });

  it('an unknown field is refused by name with what would be accepted, in filter and in sort', () => {
    const refusal = { code: 'filter_invalid', message: 'unknown field `nmae` in filter; accepted: name, size' };
    expect(() => compileRecordFilter(compare('nmae', 'eq', 'x'), columns)).toThrow(expect.objectContaining(refusal));
    expect(() => compileRecordSort([{ field: 'nmae', descending: false }], columns, sql.ref('size'))).toThrow(
      expect.objectContaining({ code: 'filter_invalid' }),
    );
    expect(() => compileRecordFilter(compare('constructor', 'eq', 'x'), columns)).toThrow(/unknown field/);
  });
});
